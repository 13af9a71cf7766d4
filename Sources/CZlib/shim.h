#ifndef SWITCHYARD_CZLIB_H
#define SWITCHYARD_CZLIB_H

#include <zlib.h>

#endif
