import Foundation
import Notebook

extension RunEnvironment {
    /// The machine and the programs of this process.
    static func current() -> RunEnvironment {
        RunEnvironment(
            swift: Toolchain.version, labbook: labbookVersion, cpu: processorName(),
            threads: ProcessInfo.processInfo.activeProcessorCount, os: systemName())
    }

    private static func processorName() -> String {
        field("model name", separator: ":", of: "/proc/cpuinfo") ?? "unknown processor"
    }

    private static func systemName() -> String {
        field("PRETTY_NAME", separator: "=", of: "/etc/os-release")?.trimmingCharacters(in: ["\""]) ?? "Linux"
    }

    private static func field(_ name: String, separator: Character, of path: String) -> String? {
        let text = (try? FileHandle(forReadingFrom: URL(fileURLWithPath: path)).readToEnd()) ?? nil
        for line in String(decoding: text ?? Data(), as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: separator, maxSplits: 1)
            if parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == name {
                return parts[1].trimmingCharacters(in: .whitespaces)
            }
        }
        return nil
    }
}

/// Labbook's version.
public let labbookVersion = "0.1.0"
