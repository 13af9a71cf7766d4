#ifndef SWITCHYARD_CNCURSES_H
#define SWITCHYARD_CNCURSES_H

#define NCURSES_WIDECHAR 1
#include <ncurses.h>

#endif
