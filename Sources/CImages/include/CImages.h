#ifndef SWITCHYARD_CIMAGES_H
#define SWITCHYARD_CIMAGES_H

#include <stddef.h>
#include <stdint.h>

// Decoding of pictures from memory. libpng and libjpeg report errors by jumping out of their functions, which Swift's
// frames do not survive: the jumps begin and end in here.

enum { IMAGE_MESSAGE_LENGTH = 200 };

/// A decoded picture, or why there is none.
struct decoded_image {
  long width, height;
  /// Rows from top to bottom, each pixel red, green, blue; from malloc, NULL when the picture is damaged.
  uint8_t *pixels;
  /// What is wrong, when `pixels` is NULL.
  char message[IMAGE_MESSAGE_LENGTH];
};

/// Decodes a PNG of any kind; transparent pixels are laid over white.
/// - Parameter most: pixels beyond which the picture is refused.
struct decoded_image image_decode_png(const uint8_t *bytes, size_t count, long most);

/// Decodes a JPEG: grey, in colour, or of four inks, which become colours without a profile. A picture whose data are cut
/// off or damaged is refused, not filled up; a few bytes too many are not minded.
/// - Parameter most: pixels beyond which the picture is refused.
struct decoded_image image_decode_jpeg(const uint8_t *bytes, size_t count, long most);

#endif
