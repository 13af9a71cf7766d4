#ifndef SWITCHYARD_CNCURSES_H
#define SWITCHYARD_CNCURSES_H

/// What of ncurses does not reach Swift as it is: macros, variadic functions and mutable globals.

#define NCURSES_WIDECHAR 1
#include <ncurses.h>
#include <term.h>
#include <wchar.h>

static inline WINDOW *curses_window(void) { return stdscr; }
static inline SCREEN *curses_open(const char *term, FILE *output) { return newterm((char *)term, output, stdin); }
/// The C library's idea of a character's width; its header hides it from programs that do not ask for X/Open.
extern int wcwidth(wchar_t);
static inline int curses_width(wchar_t character) { return wcwidth(character); }
static inline int curses_color_count(void) { return COLORS; }
static inline attr_t curses_bold(void) { return A_BOLD; }
static inline attr_t curses_dim(void) { return A_DIM; }
static inline attr_t curses_reverse(void) { return A_REVERSE; }
static inline attr_t curses_underline(void) { return A_UNDERLINE; }

/// Puts one cell of a spacing character and its marks; the pair is an extended one. The corner below at the right cannot
/// be written without scrolling on some terminals; curses takes care of that and its result is not an error here.
static inline void curses_put(
    WINDOW *window, int row, int column, const wchar_t *text, attr_t attributes, int pair) {
  cchar_t cell;
  if (setcchar(&cell, text, attributes, 0, &pair) == OK) mvwadd_wch(window, row, column, &cell);
}

/// A terminal's string of bytes by its terminfo name; NULL where it has none.
static inline const char *curses_string(const char *name) {
  char *found = tigetstr(name);
  return found == (char *)-1 ? NULL : found;
}

enum curses_mouse { curses_mouse_none, curses_mouse_press, curses_mouse_release, curses_mouse_drag, curses_wheel_up, curses_wheel_down };

static inline int curses_take_mouse(int *button, int *column, int *row) {
  MEVENT event;
  if (getmouse(&event) != OK) return curses_mouse_none;
  *column = event.x;
  *row = event.y;
  *button = 0;
  if (event.bstate & BUTTON4_PRESSED) return curses_wheel_up;
  if (event.bstate & BUTTON5_PRESSED) return curses_wheel_down;
  const mmask_t pressed[] = {BUTTON1_PRESSED, BUTTON2_PRESSED, BUTTON3_PRESSED};
  const mmask_t released[] = {BUTTON1_RELEASED, BUTTON2_RELEASED, BUTTON3_RELEASED};
  for (int index = 0; index < 3; index++) {
    *button = index + 1;
    if (event.bstate & pressed[index]) return curses_mouse_press;
    if (event.bstate & released[index]) return curses_mouse_release;
  }
  *button = 1;
  return event.bstate & REPORT_MOUSE_POSITION ? curses_mouse_drag : curses_mouse_none;
}

static inline void curses_set_mouse(int on) {
  mousemask(on ? ALL_MOUSE_EVENTS | REPORT_MOUSE_POSITION : 0, NULL);
  mouseinterval(0);
}

#endif
