import Synchronization

/// Something that a cell has to say besides text.
package enum Event: Sendable, Codable, Equatable {
    /// A value is shown.
    case display(MIMEBundle)
    /// A number gets a name.
    case metric(name: String, value: Double)
    /// A loop has come further.
    case progress(label: String, step: Int, total: Int?, values: [NamedValue])
    /// A value in prose has been worked out.
    case inlineValue(index: Int, text: String)
    /// A file of a data set has been read, and found to be what it should be.
    case dataUsed(name: String, sha256: String)
    /// A file is about to be read.
    case fileRead(FileRecord)
}

/// A number with its name.
package struct NamedValue: Sendable, Codable, Equatable {
    package var name: String
    package var value: Double

    package init(name: String, value: Double) {
        self.name = name
        self.value = value
    }
}

/// Where events go: to the kernel's wire in a notebook, else to standard output as plain text.
package enum Outbox {
    private static let receiver = Mutex<(@Sendable (Event) -> Void)?>(nil)

    /// Sends all further events to `receiver`.
    package static func connect(_ receiver: @escaping @Sendable (Event) -> Void) {
        self.receiver.withLock { $0 = receiver }
    }

    /// Sends one event.
    package static func send(_ event: Event) {
        if let receiver = receiver.withLock({ $0 }) {
            receiver(event)
        } else {
            printPlain(event)
        }
    }

    /// What a cell shows where no kernel listens, as when the notebook's program is run by itself.
    private static func printPlain(_ event: Event) {
        switch event {
        case .display(let bundle): print(bundle.text["text/plain"] ?? bundle.metadata["alt"] ?? "")
        case .metric(let name, let value): print("\(name): \(value)")
        case .inlineValue, .progress, .dataUsed, .fileRead: break
        }
    }
}
