#include "CImages.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

#include <jerror.h>

struct jumping_error {
  struct jpeg_error_mgr manager;
  jmp_buf back;
  char *message;
};

static void leave(j_common_ptr state) {
  struct jumping_error *error = (struct jumping_error *)state->err;
  char text[JMSG_LENGTH_MAX];
  state->err->format_message(state, text);
  snprintf(error->message, IMAGE_MESSAGE_LENGTH, "%s", text);
  longjmp(error->back, 1);
}

// So many bytes between two parts of a file are padding; more are the rest of data that were not understood.
enum { MOST_EXTRANEOUS = 16 };

// A warning means that data are missing or wrong: what would come of them is not the picture. A few bytes too many
// between whole parts change nothing of it.
static void leave_at_warning(j_common_ptr state, int level) {
  if (level >= 0) return;
  if (state->err->msg_code == JWRN_EXTRANEOUS_DATA && state->err->msg_parm.i[0] <= MOST_EXTRANEOUS) return;
  leave(state);
}

// Cyan, magenta, yellow and black to red, green and blue, without a colour profile. Adobe's files, which are nearly all
// there are, hold the share of light that each ink lets through; others hold the ink.
static void from_inks(const uint8_t *inks, uint8_t *to, long width, int is_light) {
  const int flip = is_light ? 0 : 255;
  for (long i = 0; i < width; i++)
    for (int channel = 0; channel < 3; channel++)
      to[3 * i + channel] = (uint8_t)(((inks[4 * i + channel] ^ flip) * (inks[4 * i + 3] ^ flip) + 127) / 255);
}

struct decoded_image image_decode_jpeg(const uint8_t *bytes, size_t count, long most) {
  // Not on the stack frame that is jumped back to: its values would be lost.
  static _Thread_local struct decoded_image result;
  result = (struct decoded_image){0};
  struct jpeg_decompress_struct state;
  struct jumping_error error;
  state.err = jpeg_std_error(&error.manager);
  error.manager.error_exit = leave;
  error.manager.emit_message = leave_at_warning;
  error.message = result.message;
  if (setjmp(error.back)) {
    jpeg_destroy_decompress(&state);
    free(result.pixels);
    result.pixels = NULL;
    return result;
  }
  jpeg_create_decompress(&state);
  jpeg_mem_src(&state, bytes, count);
  jpeg_read_header(&state, TRUE);
  result.width = (long)state.image_width;
  result.height = (long)state.image_height;
  if (result.width > most / (result.height ? result.height : 1)) {
    snprintf(result.message, sizeof result.message, "%ld × %ld pixels are too many", result.width, result.height);
    jpeg_destroy_decompress(&state);
    return result;
  }
  const int has_inks = state.jpeg_color_space == JCS_CMYK || state.jpeg_color_space == JCS_YCCK;
  state.out_color_space = has_inks ? JCS_CMYK : JCS_RGB;
  jpeg_start_decompress(&state);
  const size_t row = (size_t)state.output_width * 3;
  result.pixels = malloc(row * state.output_height);
  if (!result.pixels) {
    snprintf(result.message, sizeof result.message, "out of memory");
    jpeg_destroy_decompress(&state);
    return result;
  }
  // The library's own memory, which goes with it, however it is left.
  JSAMPARRAY inks = NULL;
  if (has_inks) inks = state.mem->alloc_sarray((j_common_ptr)&state, JPOOL_IMAGE, state.output_width * 4, 1);
  while (state.output_scanline < state.output_height) {
    JSAMPROW to = result.pixels + state.output_scanline * row;
    jpeg_read_scanlines(&state, has_inks ? inks : &to, 1);
    if (has_inks) from_inks(inks[0], to, (long)state.output_width, state.saw_Adobe_marker);
  }
  jpeg_finish_decompress(&state);
  jpeg_destroy_decompress(&state);
  return result;
}
