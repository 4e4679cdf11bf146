// The parts of the kernel that must be C: starting the host, signal handlers, and streams that go to the wire.
#ifndef LABBOOK_CKERNEL_H
#define LABBOOK_CKERNEL_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// --- The command line's side -------------------------------------------------------------------------------------

/// A host that runs: its process and the descriptors that lead to it, which do not block.
struct labbook_host {
    pid_t process;
    int wire, standard_output, standard_error;
    /// Can be read once the process has ended.
    int ending;
};

/// Starts `path` in a process group of its own, which dies with the calling thread, with standard input closed.
/// Returns 0, or the errno of the step that failed.
int labbook_spawn(const char *path, char *const argv[], char *const envp[], const char *directory,
                  struct labbook_host *host);

/// Starts `path` as a session of its own, which outlives this process: without a terminal, in the root folder, with its
/// standard streams closed and a socket that listens under the number LABBOOK_WIRE. Returns 0, or the errno of the step
/// that failed.
int labbook_spawn_session(const char *path, char *const argv[], char *const envp[], int listener);

/// Sends bytes, and with them descriptors, over a socket; returns how many bytes went, or -1.
ssize_t labbook_send_descriptors(int socket, const void *bytes, size_t length, const int *descriptors, uint32_t count);

/// Receives bytes, and with them up to `capacity` descriptors, whose number becomes `count`; returns how many bytes came,
/// 0 at the end, or -1.
ssize_t labbook_receive_descriptors(int socket, void *bytes, size_t length, int *descriptors, uint32_t capacity,
                                    uint32_t *count);

/// Takes the next connection of a socket that listens, closed in programs that are started; -1 on failure.
int labbook_accept(int listener);

/// Who is on the other side of a Unix-domain socket, as the system knows it.
struct labbook_peer {
    pid_t process;
    uid_t user;
};

/// The process on the other side, or that listened there; -1 and the highest user where that is not known.
struct labbook_peer labbook_peer(int socket);

/// Makes SIGINT, SIGTERM and SIGHUP write their number as one byte to a pipe, whose reading end is returned; -1 on failure.
int labbook_catch_interrupts(void);

/// A descriptor that can be read once a file of a watched folder was written, or replaced by another; -1 on failure.
int labbook_watch(void);

/// Watches a folder, and returns its number, which is the same if it is watched already; -1 on failure.
int labbook_watch_folder(int watch, const char *folder);

/// Takes in what happened since: `saw` is called with a folder's number and the name of a file in it.
void labbook_watch_read(int watch, void (*saw)(int folder, const char *name, void *context), void *context);

/// A descriptor that can be read once something was written to it; -1 on failure.
int labbook_waker(void);

// --- The host's side ---------------------------------------------------------------------------------------------

/// A frame on the wire is its length (4 bytes, little-endian, without these and the type), its type and its payload.
enum {
    LABBOOK_FRAME_STDOUT = 'o',
    LABBOOK_FRAME_STDERR = 'e',
    LABBOOK_FRAME_EVENT = 'j',
    LABBOOK_FRAME_TRAP = 't',
};

/// What a snapshot writes before its first frame: the process that it takes over from may have left half a frame.
extern const unsigned char labbook_takeover_mark[16];
void labbook_write_takeover_mark(void);

/// The file descriptor of the wire in the host, and of the socket on which a session listens.
enum { LABBOOK_WIRE = 3 };

/// Whether SIGALRM is ignored: a snapshot that waits must not answer for the process that runs the cell.
void labbook_ignore_alarm(int ignored);

/// Makes `stdout` and `stderr` of the C library write frames, so that they keep their order among all that a cell puts
/// out, and reports traps as frames.
void labbook_host_start(void);

/// Writes one frame once what was written past the C library's streams has been read. Ends the process if nobody reads.
void labbook_write_frame(uint8_t type, const void *payload, size_t length);

/// Tells where the code of a cell's library lies, given its entry point; `cell` names it in traps.
void labbook_register_code(const void *entry_point, uint32_t cell);

/// One place in the code of a cell.
struct labbook_place {
    uint32_t cell;
    /// 1 if this is where the processor stopped, 0 if it is an address to return to.
    uint32_t exact;
    /// The offset from the start of the library's image.
    uint64_t offset;
};

/// The payload of a trap's frame: the signal and the places on the stack, innermost first.
struct labbook_trap {
    uint32_t signal;
    uint32_t count;
    /// 1 if the address that could not be used lies at the end of the stack.
    uint32_t stack_overflow;
    uint32_t unused;
    struct labbook_place places[64];
};

/// The places of registered code on the caller's stack, innermost first.
uint32_t labbook_places(struct labbook_place *places, uint32_t capacity);

/// The places on the stack where the error was thrown that was thrown last, if it is `error`.
uint32_t labbook_places_of_error(const void *error, struct labbook_place *places, uint32_t capacity);

/// Sets what is told of an error that a cell throws at its top level.
void labbook_set_error_handler(void (*handler)(const void *error));

/// Calls the entry point of a cell. Returns 1 if it came to its end. If it threw, returns 0 where `may_fail`, and else
/// ends the process: a cell that stopped half way leaves a state that the cells below it were not written for.
int labbook_call(const void *entry_point, int may_fail);

/// Forks; returns the child's id in the parent, 0 in the child (which dies with its parent), and -1 on failure.
pid_t labbook_fork(void);

#endif
