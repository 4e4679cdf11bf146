import CKernel
import Foundation
import Glibc

/// The command line's end of a kernel host: starts it, sends commands, and takes in what it puts out.
///
/// A host dies with the thread that started it, so one thread owns it from start to end.
final class KernelProcess {
    /// Something that happened while waiting.
    enum Occurrence {
        /// The host sent a frame.
        case frame(Frame)
        /// Bytes were written past the C library's streams.
        case stdout(Data)
        case stderr(Data)
        /// The host ended, with this status of `waitpid`.
        case ended(status: Int32)
        /// The descriptor to wait for can be read.
        case woken
        /// Nothing happened until the deadline.
        case timedOut
        /// A signal asks the program to end.
        case interrupted
    }

    /// The host's process, which leads a process group.
    var process: pid_t { host.process }

    private let host: labbook_host
    private let interrupts: Interrupts
    private var reader = FrameReader()
    /// What is read goes here first; a new one for each reading would take more time than the reading.
    private var buffer = [UInt8](repeating: 0, count: 1 << 17)
    /// Whether the host's first process has ended, and with it the session.
    private(set) var isEnded = false

    /// Starts a host that runs in a folder.
    ///
    /// - Parameter interrupts: What can end the waiting.
    init(executable: String, directory: String, environment: [String: String], interrupts: Interrupts) throws {
        do {
            host = try .start([executable, KernelHost.subcommand], environment: environment, directory: directory)
        } catch {
            throw KernelError(
                "the kernel could not be started in \(directory): \(String(cString: strerror(error.code.rawValue)))")
        }
        self.interrupts = interrupts
    }

    deinit {
        end()
        host.closeDescriptors()
    }

    /// Sends a command.
    func send(_ command: Command) {
        guard let payload = WireFormat.encode(command) else { return }
        var bytes = Data((0..<4).map { UInt8(truncatingIfNeeded: payload.count >> (8 * $0)) }) + payload
        while !bytes.isEmpty {
            let sent = bytes.withUnsafeBytes { Glibc.send(host.wire, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if sent > 0 {
                bytes = bytes.dropFirst(sent)
            } else if errno == EAGAIN {
                var ready = pollfd(fd: host.wire, events: Int16(POLLOUT), revents: 0)
                poll(&ready, 1, 100)
            } else if errno != EINTR {
                return  // The host has ended, which the next wait tells.
            }
        }
    }

    /// Waits until something happens.
    ///
    /// The wire is read before the pipes, and the host writes no frame while a pipe is not empty: so all that a cell puts
    /// out comes in the order in which it was written.
    ///
    /// - Parameters:
    ///   - wakers: Further descriptors to wait for.
    ///   - deadline: When to give up.
    ///   - isInterruptible: Whether a signal ends the waiting; else it is left for the next time.
    func wait(
        wakers: [Int32] = [], until deadline: ContinuousClock.Instant? = nil, isInterruptible: Bool = true
    ) -> [Occurrence] {
        var waited =
            ([
                host.wire, host.standard_output, host.standard_error, isEnded ? -1 : host.ending,
                isInterruptible ? interrupts.descriptor : -1,
            ] + wakers).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        let milliseconds = deadline.map { max(0, ($0 - .now) / .milliseconds(1)).rounded(.up) }
        let ready = poll(&waited, nfds_t(waited.count), milliseconds.map { Int32(min($0, 1e9)) } ?? -1)
        if ready == 0 { return [.timedOut] }
        if ready < 0 { return [] }
        var occurrences = takeFrames()
        if waited[1].revents != 0, let data = read(host.standard_output) { occurrences.append(.stdout(data)) }
        if waited[2].revents != 0, let data = read(host.standard_error) { occurrences.append(.stderr(data)) }
        if waited[3].revents != 0 {
            var status: Int32 = 0
            waitpid(process, &status, 0)
            isEnded = true
            // All that it wrote is there now.
            occurrences += takeFrames()
            while let data = read(host.standard_output) { occurrences.append(.stdout(data)) }
            while let data = read(host.standard_error) { occurrences.append(.stderr(data)) }
            occurrences.append(.ended(status: status))
        }
        if waited[4].revents != 0 {
            interrupts.take()
            occurrences.append(.interrupted)
        }
        if waited[5...].contains(where: { $0.revents != 0 }) { occurrences.append(.woken) }
        return occurrences
    }

    /// Whether the host's chain is as it was: no process of it has ended since the last wait.
    func isUndisturbed() -> Bool {
        while !isEnded {
            let occurrences = wait(until: .now, isInterruptible: false)
            for occurrence in occurrences {
                switch occurrence {
                case .ended, .frame(.event(.restored)): return false
                case .timedOut: return true
                default: continue
                }
            }
            if occurrences.isEmpty { return true }
        }
        return false
    }

    /// Ends the host and all that it started.
    func end() {
        guard !isEnded else { return }
        isEnded = true
        kill(-process, SIGKILL)
        waitpid(process, nil, 0)
    }

    /// Ends the last processes of the host's chain and waits until the snapshot from before them has taken over.
    ///
    /// They would end one after the other by themselves once the first is gone. But the last of them listens on the wire
    /// and might take a command that is meant for the snapshot, so it must be the first to go. Those between may say that
    /// they took over before they are ended too.
    ///
    /// - Parameters:
    ///   - snapshot: The process that waits for the first of them.
    ///   - workers: The processes from the first one to be ended to the end of the chain.
    /// - Returns: Whether the snapshot took over.
    func goBack(to snapshot: pid_t, ending workers: [pid_t]) -> Bool {
        for worker in workers.reversed() { kill(worker, SIGKILL) }
        while !isEnded {
            for case .frame(.event(.restored(let process, _))) in wait() where process == snapshot { return true }
        }
        return false
    }

    private func takeFrames() -> [Occurrence] {
        while let data = read(host.wire) { reader.add(data) }
        var frames: [Occurrence] = []
        while let frame = reader.next() { frames.append(.frame(frame)) }
        return frames
    }

    /// What can be read now in one go; nil if nothing can.
    private func read(_ descriptor: Int32) -> Data? {
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        return count > 0 ? Data(buffer[..<count]) : nil
    }
}

/// Why there is no kernel.
public struct KernelError: Error, CustomStringConvertible {
    /// What happened.
    public var description: String

    init(_ description: String) {
        self.description = description
    }
}
