#ifndef SWITCHYARD_COPENBLAS_H
#define SWITCHYARD_COPENBLAS_H

#include <cblas.h>

#endif
