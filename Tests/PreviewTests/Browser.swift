import Foundation
import Glibc

/// Chromium without a window, driven over the DevTools protocol by two pipes.
///
/// Everything waits on conditions with a deadline, on the caller's thread.
final class Browser {
    struct Failure: Error {
        var what: String
    }

    /// The browser on PATH, if there is one.
    static let installed: String? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]
        return names.lazy.flatMap { name in folders.map { "\($0)/\(name)" } }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    private let profile: TemporaryFolder
    private var process: pid_t = 0
    private let toBrowser: Int32
    private let fromBrowser: Int32
    private var received = Data()
    private var lastID = 0
    private var session: String?
    /// What the page wrote to the console, and what went wrong in it.
    private(set) var console: [String] = []

    init(width: Int = 1280, height: Int = 900) throws {
        profile = try TemporaryFolder()
        var (down, up): ([Int32], [Int32]) = ([0, 0], [0, 0])
        guard pipe(&down) == 0, pipe(&up) == 0 else { throw Failure(what: "no pipes") }
        (toBrowser, fromBrowser) = (down[1], up[0])
        for end in down + up { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // Above those that the browser expects them to be.
        let theirs = [down[0], up[1]].map { fcntl($0, F_DUPFD_CLOEXEC, 10) }
        for end in [down[0], up[1]] { close(end) }
        defer { for end in theirs { close(end) } }
        try start(reading: theirs[0], writing: theirs[1])
        struct Targets: Decodable {
            struct Target: Decodable {
                var targetId: String
                var type: String
            }
            var targetInfos: [Target]
        }
        struct Attached: Decodable { var sessionId: String }
        let targets: Targets = try send("Target.getTargets")
        guard let page = targets.targetInfos.first(where: { $0.type == "page" }) else { throw Failure(what: "no page") }
        let attached: Attached = try send("Target.attachToTarget", ["targetId": page.targetId, "flatten": true])
        session = attached.sessionId
        for domain in ["Page", "Runtime", "Log"] { try tell("\(domain).enable") }
        try resize(width: width, height: height, isDark: false)
    }

    deinit {
        try? tell("Browser.close")
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
        close(toBrowser)
        close(fromBrowser)
    }

    private func start(reading: Int32, writing: Int32) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, reading, 3)
        posix_spawn_file_actions_adddup2(&actions, writing, 4)
        for stream in 0...2 {
            posix_spawn_file_actions_addopen(&actions, Int32(stream), "/dev/null", O_RDWR, 0)
        }
        let arguments =
            [
                Self.installed!, "--headless", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe",
                "--user-data-dir=\(profile.url.path)",
                // Chromium's sandbox refuses to work for root, as in a container.
            ] + (geteuid() == 0 ? ["--no-sandbox"] : []) + ["about:blank"]
        var pointers = arguments.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        guard posix_spawn(&process, Self.installed!, &actions, nil, &pointers, environ) == 0 else {
            throw Failure(what: "the browser could not be started")
        }
    }

    // MARK: What a reader does and sees

    func open(_ address: URL) throws {
        try tell("Page.navigate", ["url": address.absoluteString])
    }

    func resize(width: Int, height: Int = 900, isDark: Bool) throws {
        try tell(
            "Emulation.setDeviceMetricsOverride",
            ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": false])
        try tell(
            "Emulation.setEmulatedMedia",
            ["features": [["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]]])
    }

    /// The value of an expression in the page, which may be a promise.
    func value<Value: Decodable>(_ expression: String, as type: Value.Type = Value.self) throws -> Value {
        let answer: Evaluated<Value> = try send(
            "Runtime.evaluate", ["expression": expression, "awaitPromise": true, "returnByValue": true])
        if let exception = answer.exceptionDetails {
            throw Failure(what: "\(exception.text) \(exception.exception?.description ?? "") in \(expression)")
        }
        guard let value = answer.result?.value else { throw Failure(what: "no value of \(expression)") }
        return value
    }

    /// Waits until an expression is true in the page, however often the page is loaded meanwhile.
    func wait(until condition: String, seconds: Double = 30) throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < deadline {
            let look = """
                new Promise((resolve) => {
                  const end = performance.now() + 2000;
                  const look = () => {
                    let met = false;
                    try { met = Boolean(\(condition)); } catch { /* Not there yet. */ }
                    if (met || performance.now() > end) resolve(met); else setTimeout(look, 10);
                  };
                  look();
                })
                """
            // While another page is loaded the expression's world ends.
            if (try? value(look, as: Bool.self)) == true { return }
        }
        let page = try? value("document.body.innerText.slice(0, 3000)", as: String.self)
        throw Failure(what: "waited in vain for \(condition); the page says: \(page ?? "nothing"); \(console)")
    }

    // MARK: The protocol

    private struct Nothing: Decodable {}

    private struct Head: Decodable {
        var id: Int?
        var method: String?
    }

    private struct Message<Value: Decodable>: Decodable {
        struct Problem: Decodable { var message: String }
        var result: Value?
        var error: Problem?
    }

    private struct Evaluated<Value: Decodable>: Decodable {
        struct Result: Decodable { var value: Value? }
        struct Exception: Decodable {
            struct Object: Decodable { var description: String? }
            var text: String
            var exception: Object?
        }
        var result: Result?
        var exceptionDetails: Exception?
    }

    private func tell(_ method: String, _ parameters: [String: Any] = [:]) throws {
        let _: Nothing = try send(method, parameters)
    }

    private func send<Value: Decodable>(_ method: String, _ parameters: [String: Any] = [:]) throws -> Value {
        lastID += 1
        var request: [String: Any] = ["id": lastID, "method": method, "params": parameters]
        request["sessionId"] = session
        try write(JSONSerialization.data(withJSONObject: request) + [0])
        while true {
            let data = try nextMessage()
            let head = try JSONDecoder().decode(Head.self, from: data)
            if let method = head.method,
                ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"].contains(method)
            {
                console.append(String(decoding: data, as: UTF8.self))
            }
            guard head.id == lastID else { continue }
            let message = try JSONDecoder().decode(Message<Value>.self, from: data)
            if let problem = message.error { throw Failure(what: "\(method): \(problem.message)") }
            guard let result = message.result else { throw Failure(what: "\(method): no result") }
            return result
        }
    }

    private func write(_ data: Data) throws {
        var rest = data
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(toBrowser, $0.baseAddress, $0.count) }
            guard count > 0 else { throw Failure(what: "the browser is gone") }
            rest = rest.dropFirst(count)
        }
    }

    private func nextMessage() throws -> Data {
        while true {
            if let end = received.firstIndex(of: 0) {
                defer { received = Data(received[(end + 1)...]) }
                return Data(received[..<end])
            }
            var ready = pollfd(fd: fromBrowser, events: Int16(POLLIN), revents: 0)
            guard poll(&ready, 1, 60_000) > 0 else { throw Failure(what: "the browser does not answer") }
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            let count = read(fromBrowser, &bytes, bytes.count)
            guard count > 0 else { throw Failure(what: "the browser is gone") }
            received += bytes.prefix(count)
        }
    }
}
