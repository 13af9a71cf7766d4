#include "CImages.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct decoded_image image_decode_png(const uint8_t *bytes, size_t count, long most) {
  struct decoded_image result = {0};
  png_image image;
  memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&image, bytes, count)) {
    snprintf(result.message, sizeof result.message, "%s", image.message);
    return result;
  }
  result.width = (long)image.width;
  result.height = (long)image.height;
  if (result.width > most / (result.height ? result.height : 1)) {
    snprintf(result.message, sizeof result.message, "%ld × %ld pixels are too many", result.width, result.height);
    png_image_free(&image);
    return result;
  }
  image.format = PNG_FORMAT_RGBA;
  // Otherwise libpng takes 16-bit pictures for linear light, which the files of other programs are not.
  image.flags |= PNG_IMAGE_FLAG_16BIT_sRGB;
  uint8_t *pixels = malloc(PNG_IMAGE_SIZE(image));
  if (!pixels || !png_image_finish_read(&image, NULL, pixels, 0, NULL)) {
    snprintf(result.message, sizeof result.message, "%s", pixels ? image.message : "out of memory");
    free(pixels);
    png_image_free(&image);
    return result;
  }
  const long total = result.width * result.height;
  for (long i = 0; i < total; i++) {
    const int alpha = pixels[4 * i + 3];
    for (int channel = 0; channel < 3; channel++)
      pixels[3 * i + channel] = (uint8_t)((pixels[4 * i + channel] * alpha + 255 * (255 - alpha) + 127) / 255);
  }
  result.pixels = pixels;
  return result;
}
