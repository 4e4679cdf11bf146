#define _GNU_SOURCE
#include "CKernel.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <link.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

// --- Frames ------------------------------------------------------------------------------------------------------

static pthread_mutex_t wire_lock = PTHREAD_MUTEX_INITIALIZER;

// What a cell wrote straight to descriptors 1 and 2 stands in pipes. Waiting until they are empty before a frame is
// written, while the reader takes frames before pipes, gives all outputs one order.
static void wait_until_read(int descriptor) {
    for (int tries = 0;; tries++) {
        int unread = 0;
        if (ioctl(descriptor, FIONREAD, &unread) != 0 || unread == 0) return;
        struct timespec pause = {0, tries < 20 ? 20000 : 500000};
        nanosleep(&pause, NULL);
    }
}

static void write_all(const void *bytes, size_t length) {
    const char *rest = bytes;
    while (length > 0) {
        ssize_t written = write(LABBOOK_WIRE, rest, length);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) _exit(1);
        rest += written;
        length -= (size_t)written;
    }
}

static void write_frame_unlocked(uint8_t type, const void *payload, size_t length) {
    unsigned char head[5] = {length & 255, (length >> 8) & 255, (length >> 16) & 255, (length >> 24) & 255, type};
    struct iovec parts[2] = {{head, sizeof head}, {(void *)payload, length}};
    ssize_t written;
    do written = writev(LABBOOK_WIRE, parts, 2);
    while (written < 0 && errno == EINTR);
    if (written < 0) _exit(1);
    if ((size_t)written < sizeof head) {
        write_all(head + written, sizeof head - (size_t)written);
        written = sizeof head;
    }
    write_all((const char *)payload + ((size_t)written - sizeof head), length - ((size_t)written - sizeof head));
}

void labbook_write_frame(uint8_t type, const void *payload, size_t length) {
    wait_until_read(1);
    wait_until_read(2);
    pthread_mutex_lock(&wire_lock);
    write_frame_unlocked(type, payload, length);
    pthread_mutex_unlock(&wire_lock);
}

const unsigned char labbook_takeover_mark[16] = {0x9c, 0x1d, 0x4e, 0xf3, 0x5a, 0x08, 0xb7, 0x62,
                                                 0xe1, 0x2f, 0x93, 0xcd, 0x70, 0x46, 0xab, 0xd8};

void labbook_write_takeover_mark(void) { write_all(labbook_takeover_mark, sizeof labbook_takeover_mark); }

static ssize_t write_stdout(void *cookie, const char *bytes, size_t length) {
    (void)cookie;
    labbook_write_frame(LABBOOK_FRAME_STDOUT, bytes, length);
    return (ssize_t)length;
}

static ssize_t write_stderr(void *cookie, const char *bytes, size_t length) {
    (void)cookie;
    labbook_write_frame(LABBOOK_FRAME_STDERR, bytes, length);
    return (ssize_t)length;
}

// --- Where the code of cells lies --------------------------------------------------------------------------------

struct code_range {
    uintptr_t image, start, end;
    uint32_t cell;
};

static struct code_range *ranges;
static size_t range_count, range_capacity;

struct search {
    uintptr_t address;
    struct code_range found;
};

static int find_image(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size;
    struct search *search = context;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &info->dlpi_phdr[i];
        if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X)) continue;
        uintptr_t start = info->dlpi_addr + segment->p_vaddr;
        if (search->address >= start && search->address < start + segment->p_memsz) {
            search->found = (struct code_range){info->dlpi_addr, start, start + segment->p_memsz, 0};
            return 1;
        }
    }
    return 0;
}

void labbook_register_code(const void *entry_point, uint32_t cell) {
    struct search search = {.address = (uintptr_t)entry_point};
    if (!dl_iterate_phdr(find_image, &search)) return;
    if (range_count == range_capacity) {
        size_t capacity = range_capacity ? range_capacity * 2 : 64;
        struct code_range *grown = realloc(ranges, capacity * sizeof *ranges);
        if (!grown) return;
        ranges = grown;
        range_capacity = capacity;
    }
    search.found.cell = cell;
    ranges[range_count++] = search.found;
}

static bool find_place(uintptr_t address, bool exact, struct labbook_place *place) {
    // An address to return to lies behind the call, perhaps already on the next line.
    uintptr_t inside = exact ? address : address - 1;
    for (size_t i = 0; i < range_count; i++) {
        if (inside < ranges[i].start || inside >= ranges[i].end) continue;
        *place = (struct labbook_place){ranges[i].cell, exact, inside - ranges[i].image};
        return true;
    }
    return false;
}

uint32_t labbook_places(struct labbook_place *places, uint32_t capacity) {
    void *addresses[512];
    int depth = backtrace(addresses, 512);
    uint32_t count = 0;
    for (int i = 0; i < depth && count < capacity; i++)
        if (find_place((uintptr_t)addresses[i], false, &places[count])) count++;
    return count;
}

// --- Where an error was thrown -----------------------------------------------------------------------------------

// The error thrown last; NULL if its type was known to the compiler, so that it has no identity of its own.
static const void *last_error;
static struct labbook_place last_error_places[16];
static uint32_t last_error_count;

// Swift keeps frame pointers, and following them costs next to nothing, so that even a cell that throws a million times
// is not slowed.
static void note_places(const uintptr_t *frame) {
    last_error_count = 0;
    for (int depth = 0; depth < 64 && last_error_count < 16; depth++) {
        const uintptr_t *next = (const uintptr_t *)frame[0];
        if (find_place(frame[1], false, &last_error_places[last_error_count])) last_error_count++;
        // Frames lie ever higher on the stack and near each other; anything else is not a frame.
        if (next <= frame || (uintptr_t)next - (uintptr_t)frame > (1 << 20) || ((uintptr_t)next & 7)) break;
        frame = next;
    }
}

static void note_error(const void *error) {
    last_error = error;
    note_places(__builtin_frame_address(0));
}

static void note_typed_error(const void *value, const void *type, const void *conformance) {
    (void)value, (void)type, (void)conformance;
    last_error = NULL;
    note_places(__builtin_frame_address(0));
}

uint32_t labbook_places_of_error(const void *error, struct labbook_place *places, uint32_t capacity) {
    if (last_error && error != last_error) return 0;
    uint32_t count = last_error_count < capacity ? last_error_count : capacity;
    memcpy(places, last_error_places, count * sizeof *places);
    return count;
}

static void (*error_handler)(const void *);
static jmp_buf after_call;
static bool returns_after_error;

void labbook_set_error_handler(void (*handler)(const void *error)) { error_handler = handler; }

// What a script calls when its top level throws. Cells find this definition before that of the runtime, which traps.
// Nothing stands on the stack between the cell's top level and `labbook_call`, so jumping there skips no clean-up.
void swift_errorInMain(const void *error) {
    if (error_handler) error_handler(error);
    if (returns_after_error) longjmp(after_call, 1);
    _exit(1);
}

int labbook_call(const void *entry_point, int may_fail) {
    int (*run)(int, char **) = (int (*)(int, char **))(uintptr_t)entry_point;
    char name[] = "labbook";
    char *arguments[] = {name, NULL};
    returns_after_error = may_fail;
    if (setjmp(after_call) != 0) return 0;
    run(1, arguments);
    return 1;
}

// --- Traps -------------------------------------------------------------------------------------------------------

static void report_trap(int signal, siginfo_t *info, void *context) {
    static volatile sig_atomic_t reporting;
    if (reporting++) _exit(128 + signal);
    static struct labbook_trap trap;
    trap.signal = (uint32_t)signal;
    const ucontext_t *state = context;
#if defined(__x86_64__)
    uintptr_t stopped_at = (uintptr_t)state->uc_mcontext.gregs[REG_RIP];
    uintptr_t stack_pointer = (uintptr_t)state->uc_mcontext.gregs[REG_RSP];
#elif defined(__aarch64__)
    uintptr_t stopped_at = (uintptr_t)state->uc_mcontext.pc;
    uintptr_t stack_pointer = (uintptr_t)state->uc_mcontext.sp;
#endif
    // A function that enters touches its frame, which may be large, below or just above the stack pointer.
    if (signal == SIGSEGV) {
        uintptr_t address = (uintptr_t)info->si_addr;
        uintptr_t distance = address > stack_pointer ? address - stack_pointer : stack_pointer - address;
        trap.stack_overflow = distance < (1 << 16);
    }
    if (find_place(stopped_at, true, &trap.places[0])) trap.count = 1;
    trap.count += labbook_places(&trap.places[trap.count], 64 - trap.count);
    // Whoever holds the lock may be this very thread.
    if (pthread_mutex_trylock(&wire_lock) != 0) _exit(128 + signal);
    wait_until_read(1);
    wait_until_read(2);
    write_frame_unlocked(LABBOOK_FRAME_TRAP, &trap, sizeof trap);
    _exit(128 + signal);
}

static void catch_traps(void) {
    // A stack of its own, so that an overflow of the other can be reported too.
    size_t size = 256 * 1024;
    stack_t stack = {.ss_sp = malloc(size), .ss_size = size};
    if (stack.ss_sp) sigaltstack(&stack, NULL);
    struct sigaction action = {.sa_sigaction = report_trap, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    // SIGALRM is how the command line asks a cell that takes too long where it is.
    const int signals[] = {SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGALRM};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) sigaction(signals[i], &action, NULL);
}

void labbook_ignore_alarm(int ignored) {
    struct sigaction action = {0};
    sigemptyset(&action.sa_mask);
    if (ignored) action.sa_handler = SIG_IGN;
    else action.sa_sigaction = report_trap, action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(SIGALRM, &action, NULL);
}

void labbook_host_start(void) {
    cookie_io_functions_t to_stdout = {.write = write_stdout}, to_stderr = {.write = write_stderr};
    FILE *out = fopencookie(NULL, "w", to_stdout), *err = fopencookie(NULL, "w", to_stderr);
    if (!out || !err) _exit(1);
    // Without buffers, so that what a cell prints keeps its place also before what it writes to the descriptors.
    setvbuf(out, NULL, _IONBF, 0);
    setvbuf(err, NULL, _IONBF, 0);
    stdout = out;
    stderr = err;
    // The first call loads the unwinder, which must not happen inside a signal handler.
    void *warm[4];
    backtrace(warm, 4);
    struct rlimit no_core = {0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    catch_traps();
    // Not in any header; looked up, so that a runtime without them only means that a throw's place is not known.
    void (*set_handler)(void (*)(const void *)) =
        (void (*)(void (*)(const void *)))dlsym(RTLD_DEFAULT, "_swift_setWillThrowHandler");
    if (set_handler) set_handler(note_error);
    void (**typed)(const void *, const void *, const void *) = dlsym(RTLD_DEFAULT, "_swift_willThrowTypedImpl");
    if (typed) *typed = note_typed_error;
    // Programs that a cell starts must not keep the wire open.
    fcntl(LABBOOK_WIRE, F_SETFD, FD_CLOEXEC);
}
