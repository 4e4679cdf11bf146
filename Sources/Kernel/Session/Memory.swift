import Foundation
import Glibc

/// The machine's memory, and how much of it a run may take.
package enum Memory {
    /// What a cell's process may take where nothing else is said, in bytes: nine tenths of what there is.
    static var standardLimit: Int {
        let container = number(in: "/sys/fs/cgroup/memory.max").map { min($0, total) }
        return (container ?? total) / 10 * 9
    }

    /// What the machine has, in bytes.
    static var total: Int { sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE)) }

    /// What can be had without swapping, in bytes.
    package static var available: Int { size("MemAvailable", in: "/proc/meminfo") ?? .max }

    /// A line of one of the system's accounts of memory, in bytes.
    static func size(_ name: String, in account: String) -> Int? {
        let text = content(of: account)
        return text.firstMatch(of: try! Regex("\(name): *(\\d+) kB", as: (Substring, Substring).self)).flatMap {
            Int($0.1).map { $0 * 1024 }
        }
    }

    private static func number(in path: String) -> Int? {
        Int(content(of: path).trimmingCharacters(in: .whitespacesAndNewlines))
    }

    private static func content(of path: String) -> String {
        let data = (try? FileHandle(forReadingFrom: URL(fileURLWithPath: path)).readToEnd()) ?? nil
        return String(decoding: data ?? Data(), as: UTF8.self)
    }
}
