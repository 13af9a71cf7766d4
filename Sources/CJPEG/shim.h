#ifndef SWITCHYARD_CJPEG_H
#define SWITCHYARD_CJPEG_H

// jpeglib.h needs FILE and size_t and does not say so.
#include <stdio.h>

#include <jpeglib.h>

#endif
