#ifndef SWITCHYARD_CPNG_H
#define SWITCHYARD_CPNG_H

#include <png.h>

#endif
