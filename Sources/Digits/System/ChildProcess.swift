import Glibc

/// A program that is run to its end, with nothing on its standard input and its messages kept.
///
/// By posix_spawn and waitpid, since Foundation's Process starts threads which a later fork would lose.
struct ChildProcess {
    /// Why a program did not do its work, in one line.
    struct Failure: Error {
        let reason: String
    }

    let variables: [String: String]

    /// Runs a program that is found on PATH.
    ///
    /// - Parameters:
    ///   - seconds: After which it is stopped.
    ///   - extra: Environment variables to set besides those of this process.
    ///   - watch: Is called about five times a second while it runs.
    /// - Throws: `Failure` with the last line that the program wrote to standard error: programs end with what matters.
    func run(
        _ name: String, _ arguments: [String], seconds: Int, setting extra: [String: String] = [:],
        watch: () -> Void = {}
    ) throws(Failure) {
        guard let executable = find(name) else { throw Failure(reason: "\(name) is not on PATH") }
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw Failure(reason: "no pipe: \(systemMessage(errno))") }
        defer { close(ends[0]) }
        let started = spawn(executable, [name] + arguments, variables.merging(extra) { $1 }, errors: ends[1])
        close(ends[1])
        let child = try started.get()
        let (messages, ended) = readMessages(ends[0], seconds: seconds, watch: watch)
        if !ended { kill(child, SIGKILL) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        guard ended else { throw Failure(reason: "\(name) took more than \(seconds) s and was stopped") }
        guard status == 0 else {
            let last = messages.split(whereSeparator: \.isNewline).last.map { $0.oneLine }
            throw Failure(reason: last ?? "\(name) ended with status \(status & 0x7f == 0 ? status >> 8 : status)")
        }
    }

    private func find(_ name: String) -> String? {
        (variables["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
            .map { $0 + "/" + name }
            .first { access($0, X_OK) == 0 && !isFolder($0) }
    }

    private func spawn(
        _ executable: String, _ arguments: [String], _ environment: [String: String], errors: Int32
    ) -> Result<pid_t, Failure> {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        // Whatever else this process has open is not the child's business.
        for open in names(inFolder: "/proc/self/fd").compactMap({ Int32($0) }) where open > 2 {
            posix_spawn_file_actions_addclose(&actions, open)
        }

        // The child stays in this process's group, so that Ctrl-C ends it too, and minds signals as usual.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        for signal in [SIGINT, SIGTERM, SIGPIPE] { sigaddset(&signals, signal) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var argv = arguments.map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var child = pid_t()
        let status = posix_spawn(&child, executable, &actions, &attributes, &argv, &envp)
        guard status == 0 else {
            return .failure(Failure(reason: "\(executable) cannot be started: \(systemMessage(status))"))
        }
        return .success(child)
    }

    /// Reads until the program closes its standard error, or its time is up, and keeps the end of what it wrote.
    private func readMessages(
        _ descriptor: Int32, seconds: Int, watch: () -> Void
    ) -> (text: String, ended: Bool) {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        let deadline = monotonicMilliseconds() + seconds * 1000
        while true {
            let left = deadline - monotonicMilliseconds()
            guard left > 0 else { return ("", false) }
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let step = min(left, 200)
            guard poll(&request, 1, Int32(clamping: step)) > 0 else {
                watch()
                continue
            }
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return (String(decoding: text, as: UTF8.self), true) }
            text = (text + buffer.prefix(count)).suffix(1 << 14)
        }
    }

}

/// The time since some moment in the past, which nobody sets.
func monotonicMilliseconds() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
}
