#ifndef SWITCHYARD_CTERMINAL_H
#define SWITCHYARD_CTERMINAL_H

/// What must be done in signal handlers while the screen is up, and therefore in C: only calls that POSIX lists as safe
/// there are made, and nothing is allocated.

#include <stddef.h>
#include <termios.h>

/// What happened since the last `terminal_take_flags`.
enum terminal_flag {
  terminal_resized = 1,
  terminal_terminate = 2,
  terminal_interrupt_sent = 4,
  terminal_hangup = 8,
  terminal_interrupt_typed = 16,
  terminal_continued = 32,
  terminal_stop = 64,
};

/// Descriptors and modes to bring back. `screen` is the terminal; the others are the program's own standard output and
/// error before they were pointed at `capture`, or -1.
struct terminal_state {
  int screen;
  int saved_output;
  int saved_error;
  int capture;
  struct termios modes;
};

/// Remembers what a crash, `exit` or the third unheard Ctrl-C must restore.
/// @param sequence bytes that leave the alternate screen and show the cursor; copied, at most 512.
void terminal_arm(const struct terminal_state *state, const char *sequence, size_t count);

/// From here on nothing is restored by handlers.
void terminal_disarm(void);

/// Installs the handlers; `wake` is the writing end of a non-blocking pipe that ends a wait.
/// @return 0, or -1 with errno.
int terminal_install_handlers(int wake);

/// Brings back the handlers that were there before.
void terminal_remove_handlers(void);

/// The flags since the last call.
int terminal_take_flags(void);

/// Stops the process group as the terminal's Ctrl-Z does and returns when it runs again.
void terminal_stop_group(void);

/// A file without a name whose writes go to its end; -1 with errno.
int terminal_open_capture(void);

/// A pipe that never waits and that child processes do not get; 0, or -1 with errno.
int terminal_open_pipe(int *reading, int *writing);

/// The window's size; 0 if it is known.
int terminal_window_size(int descriptor, int *columns, int *rows);

/// Gives a terminal's window a size; 0, or -1 with errno.
int terminal_set_window_size(int descriptor, int columns, int rows);

/// Opens a pseudo-terminal: the end that its owner holds, and the name of the end for a program (at most `count` bytes).
/// @return the descriptor, or -1 with errno.
int terminal_open_pseudo(char *name, size_t count);

/// Starts a program as the leader of a new session, with the named terminal for input and output, and for errors too
/// unless `errors` names a file. `folder` may be NULL.
/// @return 0, or an error number.
int terminal_spawn(
    int *process, const char *terminal, int is_controlling, const char *errors, const char *folder,
    char *const arguments[], char *const variables[]);

/// Lets Ctrl-S and Ctrl-Q through to the program; keeps Ctrl-C and Ctrl-Z as signals, so that they work when the program
/// does not read keys.
int terminal_free_flow_keys(int descriptor);

#endif
