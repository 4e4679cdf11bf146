import CKernel
import Foundation
import Glibc

/// A connection between a kept session and a command line that has it run its notebook.
///
/// The command line sends one request, with the descriptors that the session is to write to, and then the numbers of
/// signals that it is sent. The session sends replies. Whoever sees the connection close knows that the other has ended.
final class SessionConnection: Sendable {
    let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        // Neither side waits long for the other's first words: it may have been stopped.
        setTimeout(seconds: 10)
    }

    deinit { close(descriptor) }

    /// The process on the other side.
    var peer: pid_t { labbook_peer(descriptor).process }

    /// Whether the process on the other side is one of this user's.
    var isOwn: Bool { labbook_peer(descriptor).user == geteuid() }

    /// Has reading wait as long as it takes.
    func waitPatiently() {
        setTimeout(seconds: 0)
    }

    private func setTimeout(seconds: Int) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    // MARK: Bytes

    /// Sends bytes; false if nobody takes them.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// The next bytes; nil if fewer will come, or none came for long.
    func receive(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var received = 0
        while received < count {
            let more = bytes.withUnsafeMutableBytes {
                recv(descriptor, $0.baseAddress! + received, count - received, 0)
            }
            if more < 0, errno == EINTR { continue }
            guard more > 0 else { return nil }
            received += more
        }
        return bytes
    }

    /// Lets the other side read all that was sent, and closes for both.
    func shutDown() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    // MARK: Requests

    private static let headSize = 4

    /// Sends a request and the descriptors that belong to it.
    func send(_ request: SessionRequest, with descriptors: [Int32]) -> Bool {
        guard let payload = try? JSONEncoder().encode(request) else { return false }
        let head = (0..<Self.headSize).map { UInt8(truncatingIfNeeded: payload.count >> (8 * $0)) }
        let sent = labbook_send_descriptors(descriptor, head, head.count, descriptors, UInt32(descriptors.count))
        return sent == head.count && send([UInt8](payload))
    }

    /// Receives a request and its descriptors, which the caller has to close; nil if none comes.
    func receiveRequest() -> (request: SessionRequest, descriptors: [Int32])? {
        var head = [UInt8](repeating: 0, count: Self.headSize)
        var descriptors = [Int32](repeating: -1, count: 8)
        var count: UInt32 = 0
        let received = labbook_receive_descriptors(descriptor, &head, head.count, &descriptors, 8, &count)
        let given = Array(descriptors.prefix(Int(count)))
        let length = head.reversed().reduce(0) { $0 << 8 | Int($1) }
        if received == head.count, length < 1 << 24, let payload = receive(length),
            let request = try? JSONDecoder().decode(SessionRequest.self, from: Data(payload))
        {
            return (request, given)
        }
        for descriptor in given { close(descriptor) }
        return nil
    }

    // MARK: Replies

    /// What a session answers.
    enum Reply {
        /// It runs the notebook.
        case accepted
        /// It was started otherwise than the request says, and ends.
        case refused
        /// The run is over, with this exit code.
        case ended(code: UInt8)
    }

    func send(_ reply: Reply) {
        switch reply {
        case .accepted: send([0, 0])
        case .refused: send([1, 0])
        case .ended(let code): send([2, code])
        }
    }

    func receiveReply() -> Reply? {
        guard let bytes = receive(2) else { return nil }
        switch bytes[0] {
        case 0: return .accepted
        case 1: return .refused
        case 2: return .ended(code: bytes[1])
        default: return nil
        }
    }
}
