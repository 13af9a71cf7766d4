#define _GNU_SOURCE
#include "CTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

static atomic_int flags;
static atomic_int armed;
static atomic_int unheard_interrupts;
static atomic_int wake_descriptor = -1;

static struct terminal_state saved;
static char leave_sequence[512];
static size_t leave_count;

static const int crashes[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGSYS, SIGQUIT};
static const int requests[] = {SIGWINCH, SIGTERM, SIGINT, SIGHUP, SIGCONT, SIGTSTP};
enum { crash_count = sizeof crashes / sizeof *crashes, request_count = sizeof requests / sizeof *requests };

static struct sigaction old_crash[crash_count];
static struct sigaction old_request[request_count];
static struct sigaction old_pipe;
static int is_installed;

static void put(int descriptor, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(descriptor, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    bytes += written;
    count -= (size_t)written;
  }
}

/// The end of what was printed while the screen was up: the reason of a crash is in it.
static void show_capture_tail(void) {
  if (saved.capture < 0) return;
  char bytes[2048];
  off_t length = lseek(saved.capture, 0, SEEK_END);
  off_t start = length > (off_t)sizeof bytes ? length - (off_t)sizeof bytes : 0;
  ssize_t count = pread(saved.capture, bytes, sizeof bytes, start);
  if (count > 0) put(saved.saved_error >= 0 ? saved.saved_error : 2, bytes, (size_t)count);
}

/// Leaves the screen once, whoever comes first.
static int leave_screen(void) {
  if (!atomic_exchange(&armed, 0)) return 0;
  put(saved.screen, leave_sequence, leave_count);
  tcsetattr(saved.screen, TCSANOW, &saved.modes);
  show_capture_tail();
  if (saved.saved_output >= 0) dup2(saved.saved_output, 1);
  if (saved.saved_error >= 0) dup2(saved.saved_error, 2);
  return 1;
}

static void on_exit_leave(void) { leave_screen(); }

static void on_crash(int number, siginfo_t *info, void *context) {
  (void)context;
  int error = errno;
  if (leave_screen()) {
    // A backtrace that asks what to do next would wait for an answer that nobody gives.
    int nothing = open("/dev/null", O_RDONLY);
    if (nothing >= 0) dup2(nothing, 0);
  }
  for (int index = 0; index < crash_count; index++)
    if (crashes[index] == number) sigaction(number, &old_crash[index], NULL);
  // A fault happens again on return, with its true place, in the handler that was there before. A signal that somebody
  // sent does not, and that handler may return from it; so its default is taken. `abort` raises its own signal again.
  if (number == SIGABRT) {
    raise(number);
  } else if (info->si_code <= 0 || number == SIGQUIT) {
    signal(number, SIG_DFL);
    raise(number);
  }
  errno = error;
}

static void on_request(int number, siginfo_t *info, void *context) {
  (void)context;
  int error = errno;
  int flag = 0;
  switch (number) {
    case SIGWINCH: flag = terminal_resized; break;
    case SIGTERM: flag = terminal_terminate; break;
    case SIGHUP: flag = terminal_hangup; break;
    case SIGCONT: flag = terminal_continued; break;
    case SIGTSTP: flag = terminal_stop; break;
    case SIGINT:
      flag = info->si_code == SI_KERNEL ? terminal_interrupt_typed : terminal_interrupt_sent;
      // The program does not listen any more: give the user the terminal back.
      if (atomic_fetch_add(&unheard_interrupts, 1) >= 2) {
        leave_screen();
        _exit(130);
      }
      break;
  }
  atomic_fetch_or(&flags, flag);
  int descriptor = atomic_load(&wake_descriptor);
  if (descriptor >= 0) {
    ssize_t ignored = write(descriptor, "s", 1);
    (void)ignored;
  }
  errno = error;
}

void terminal_arm(const struct terminal_state *state, const char *sequence, size_t count) {
  static atomic_int has_exit_handler;
  saved = *state;
  leave_count = count < sizeof leave_sequence ? count : sizeof leave_sequence;
  memcpy(leave_sequence, sequence, leave_count);
  if (!atomic_exchange(&has_exit_handler, 1)) atexit(on_exit_leave);
  atomic_store(&armed, 1);
}

void terminal_disarm(void) { atomic_store(&armed, 0); }

int terminal_install_handlers(int wake) {
  atomic_store(&wake_descriptor, wake);
  atomic_store(&flags, 0);
  atomic_store(&unheard_interrupts, 0);
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  int result = 0;
  action.sa_sigaction = on_crash;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  for (int index = 0; index < crash_count; index++) result |= sigaction(crashes[index], &action, &old_crash[index]);
  action.sa_sigaction = on_request;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  for (int index = 0; index < request_count; index++) result |= sigaction(requests[index], &action, &old_request[index]);
  action.sa_handler = SIG_IGN;
  action.sa_flags = 0;
  result |= sigaction(SIGPIPE, &action, &old_pipe);
  is_installed = 1;
  return result;
}

void terminal_remove_handlers(void) {
  if (!is_installed) return;
  is_installed = 0;
  atomic_store(&wake_descriptor, -1);
  for (int index = 0; index < crash_count; index++) sigaction(crashes[index], &old_crash[index], NULL);
  for (int index = 0; index < request_count; index++) sigaction(requests[index], &old_request[index], NULL);
  sigaction(SIGPIPE, &old_pipe, NULL);
}

int terminal_take_flags(void) {
  atomic_store(&unheard_interrupts, 0);
  return atomic_exchange(&flags, 0);
}

void terminal_stop_group(void) {
  struct sigaction plain, mine;
  memset(&plain, 0, sizeof plain);
  sigemptyset(&plain.sa_mask);
  plain.sa_handler = SIG_DFL;
  sigaction(SIGTSTP, &plain, &mine);
  kill(0, SIGTSTP);
  sigaction(SIGTSTP, &mine, NULL);
}

int terminal_open_capture(void) {
  // In memory: neither a full disk nor a folder that cannot be written is in the way.
  int descriptor = memfd_create("switchyard-output", MFD_CLOEXEC);
  if (descriptor >= 0) fcntl(descriptor, F_SETFL, O_APPEND);
  return descriptor;
}

int terminal_open_pipe(int *reading, int *writing) {
  int ends[2];
  if (pipe2(ends, O_NONBLOCK | O_CLOEXEC) != 0) return -1;
  *reading = ends[0];
  *writing = ends[1];
  return 0;
}

int terminal_window_size(int descriptor, int *columns, int *rows) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return -1;
  *columns = size.ws_col;
  *rows = size.ws_row;
  return 0;
}

int terminal_set_window_size(int descriptor, int columns, int rows) {
  struct winsize size = {.ws_col = (unsigned short)columns, .ws_row = (unsigned short)rows};
  return ioctl(descriptor, TIOCSWINSZ, &size);
}

int terminal_open_pseudo(char *name, size_t count) {
  int descriptor = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  if (descriptor < 0) return -1;
  if (grantpt(descriptor) == 0 && unlockpt(descriptor) == 0 && ptsname_r(descriptor, name, count) == 0) return descriptor;
  int error = errno;
  close(descriptor);
  errno = error;
  return -1;
}

int terminal_spawn(
    int *process, const char *terminal, int is_controlling, const char *errors, const char *folder,
    char *const arguments[], char *const variables[]) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  // The first terminal that the leader of a session opens becomes its own.
  posix_spawn_file_actions_addopen(&files, 0, terminal, O_RDWR | (is_controlling ? 0 : O_NOCTTY), 0);
  posix_spawn_file_actions_adddup2(&files, 0, 1);
  if (errors)
    posix_spawn_file_actions_addopen(&files, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0600);
  else
    posix_spawn_file_actions_adddup2(&files, 0, 2);
  if (folder) posix_spawn_file_actions_addchdir_np(&files, folder);
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
  int result = posix_spawn(process, arguments[0], &files, &attributes, arguments, variables);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  return result;
}

int terminal_free_flow_keys(int descriptor) {
  struct termios modes;
  if (tcgetattr(descriptor, &modes) != 0) return -1;
  modes.c_iflag &= (tcflag_t)~(IXON | IXOFF);
  modes.c_cc[VLNEXT] = _POSIX_VDISABLE;
  modes.c_cc[VDISCARD] = _POSIX_VDISABLE;
  return tcsetattr(descriptor, TCSANOW, &modes);
}
