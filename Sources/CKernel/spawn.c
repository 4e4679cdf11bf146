#define _GNU_SOURCE
#include "CKernel.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// A program to be started, with what it finds under the descriptors 1 to 3; none is below 10.
struct program {
    const char *path;
    char *const *argv, *const *envp;
    const char *directory;
    int given[3];
};

// Only calls that are safe between fork and exec in a program with threads.
static int become(const struct program *program) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    int null = open("/dev/null", O_RDONLY);
    if (null < 0 || dup2(null, 0) < 0) return errno;
    for (int i = 0; i < 3; i++)
        if (dup2(program->given[i], i + 1) < 0) return errno;
    if (chdir(program->directory) != 0) return errno;
    // Sockets of the program that were opened without the flag are not the new one's business.
    syscall(SYS_close_range, 4, ~0U, CLOSE_RANGE_CLOEXEC);
    execve(program->path, program->argv, program->envp);
    return errno;
}

static int become_host(const struct program *program, pid_t parent) {
    if (setpgid(0, 0) != 0) return errno;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return errno;
    if (getppid() != parent) _exit(1);
    return become(program);
}

static int become_session(const struct program *program, pid_t parent) {
    (void)parent;
    if (setsid() < 0) return errno;
    return become(program);
}

// Starts a program, and closes what it was given. Returns 0, or the errno of the step that failed.
static int start(struct program *program, int (*become_it)(const struct program *, pid_t), pid_t *process) {
    int report[2], error = 0;
    if (pipe2(report, O_CLOEXEC) != 0) return errno;
    pid_t parent = getpid();
    *process = fork();
    if (*process == 0) {
        // Above 3, or what is given would overwrite it.
        int failure = fcntl(report[1], F_DUPFD_CLOEXEC, 10);
        error = become_it(program, parent);
        ssize_t written = write(failure, &error, sizeof error);
        (void)written;
        _exit(127);
    }
    if (*process < 0) error = errno;
    close(report[1]);
    for (int i = 0; i < 3; i++) close(program->given[i]);
    ssize_t count = 0;
    if (*process > 0) {
        do count = read(report[0], &error, sizeof error);
        while (count < 0 && errno == EINTR);
    }
    close(report[0]);
    if (count == sizeof error) waitpid(*process, NULL, 0);
    return error;
}

// Opens both ends of all that joins the two processes: ours in `host`, the child's in `given`, above the numbers that it
// will have there.
static int open_channels(struct labbook_host *host, int given[3]) {
    int wire[2], out[2], err[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, wire) != 0) return errno;
    if (pipe2(out, O_CLOEXEC) != 0 || pipe2(err, O_CLOEXEC) != 0) return errno;
    host->wire = wire[0], host->standard_output = out[0], host->standard_error = err[0];
    const int theirs[3] = {out[1], err[1], wire[1]}, ours[3] = {wire[0], out[0], err[0]};
    for (int i = 0; i < 3; i++) {
        given[i] = fcntl(theirs[i], F_DUPFD_CLOEXEC, 10);
        if (given[i] < 0 || fcntl(ours[i], F_SETFL, O_NONBLOCK) != 0) return errno;
        close(theirs[i]);
    }
    return 0;
}

int labbook_spawn(const char *path, char *const argv[], char *const envp[], const char *directory,
                  struct labbook_host *host) {
    struct program program = {path, argv, envp, directory, {0}};
    int error = open_channels(host, program.given);
    if (error == 0) error = start(&program, become_host, &host->process);
    if (error != 0) return error;
    host->ending = (int)syscall(SYS_pidfd_open, host->process, 0);
    return host->ending < 0 ? errno : 0;
}

int labbook_spawn_session(const char *path, char *const argv[], char *const envp[], int listener) {
    struct program program = {path, argv, envp, "/", {0}};
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    const int given[3] = {null, null, listener};
    int error = 0;
    for (int i = 0; i < 3; i++) {
        program.given[i] = fcntl(given[i], F_DUPFD_CLOEXEC, 10);
        if (program.given[i] < 0) error = errno;
    }
    if (null >= 0) close(null);
    pid_t process;
    return error != 0 ? error : start(&program, become_session, &process);
}

static int interrupt_pipe = -1;

static void note_interrupt(int signal) {
    int error = errno;
    unsigned char byte = (unsigned char)signal;
    ssize_t written = write(interrupt_pipe, &byte, 1);
    (void)written;
    errno = error;
}

int labbook_catch_interrupts(void) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    interrupt_pipe = ends[1];
    struct sigaction action = {.sa_handler = note_interrupt, .sa_flags = SA_RESTART};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
    // Whoever started the program may have had them blocked.
    sigset_t caught;
    sigemptyset(&caught);
    sigaddset(&caught, SIGINT), sigaddset(&caught, SIGTERM), sigaddset(&caught, SIGHUP);
    pthread_sigmask(SIG_UNBLOCK, &caught, NULL);
    return ends[0];
}

int labbook_watch(void) { return inotify_init1(IN_CLOEXEC | IN_NONBLOCK); }

// Editors write into the file, or write another and rename it.
int labbook_watch_folder(int watch, const char *folder) {
    return inotify_add_watch(watch, folder, IN_CLOSE_WRITE | IN_MOVED_TO);
}

void labbook_watch_read(int watch, void (*saw)(int folder, const char *name, void *context), void *context) {
    char buffer[16384] __attribute__((aligned(__alignof__(struct inotify_event))));
    ssize_t count;
    while ((count = read(watch, buffer, sizeof buffer)) > 0) {
        for (char *next = buffer; next < buffer + count;) {
            const struct inotify_event *event = (const struct inotify_event *)next;
            if (event->len > 0) saw(event->wd, event->name, context);
            next += sizeof *event + event->len;
        }
    }
}

int labbook_waker(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

pid_t labbook_fork(void) {
    pid_t parent = getpid();
    pid_t child = fork();
    if (child == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) _exit(1);
    }
    return child;
}
