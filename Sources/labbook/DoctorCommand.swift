import ArgumentParser
import Digits
import Figures
import Foundation
import Glibc
import Kernel

/// `labbook doctor`: what is installed, what is missing, and the line that mends it.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Says what is installed, what is missing, and the line that mends it.",
        discussion: "Exit codes: 0 all that notebooks need is there; 2 something that they need is missing.")

    @Flag(help: "Prints one JSON object on standard output.")
    var json = false

    func run() throws {
        let findings = Finding.all()
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(["findings": findings]), as: UTF8.self))
        } else {
            for finding in findings { print(finding) }
        }
        if findings.contains(where: { $0.state == .missing }) { throw ExitCode.unusable }
    }
}

/// One thing that was looked at.
private struct Finding: Encodable, CustomStringConvertible {
    enum State: String, Encodable {
        case ok
        /// Notebooks do not run without it.
        case missing
        /// Some can do without it.
        case absent
    }

    var name: String
    var state: State
    var detail: String
    var remedy: String?

    var description: String {
        let line = "\(state.rawValue)".padded(to: 9) + name.padded(to: 16) + detail
        return line + (remedy.map { "\n" + "".padded(to: 25) + "→ " + $0 } ?? "")
    }

    static func all() -> [Finding] {
        [compiler(), libraries(), figures(), cache(), sessions()] + programs() + dataSets()
    }

    private static func compiler() -> Finding {
        do {
            _ = try Toolchain.find()
            return Finding(name: "Swift", state: .ok, detail: Toolchain.version)
        } catch {
            return Finding(
                name: "Swift", state: .missing, detail: "\(error)", remedy: "see https://www.swift.org/install/linux")
        }
    }

    /// The headers of the C libraries, which cells load.
    private static func libraries() -> Finding {
        let headers = [
            ("libpng-dev", "png.h"), ("libcairo2-dev", "cairo/cairo.h"), ("libfreetype-dev", "freetype2/ft2build.h"),
            ("libdnnl-dev", "dnnl.h"), ("zlib1g-dev", "zlib.h"), ("libssl-dev", "openssl/evp.h"),
        ]
        let places = ["/usr/include/", "/usr/local/include/"]
        let missing = headers.filter { header in !places.contains { access($0 + header.1, R_OK) == 0 } }.map(\.0)
        return Finding(
            name: "C libraries", state: missing.isEmpty ? .ok : .missing,
            detail: missing.isEmpty ? headers.map(\.0).joined(separator: ", ") : missing.joined(separator: ", "),
            remedy: missing.isEmpty ? nil : "sudo apt-get install " + missing.joined(separator: " "))
    }

    private static func figures() -> Finding {
        do throws(FigureError) {
            _ = try ImageGrid(pixels: [0], width: 1, height: 1, captions: ["0"]).png()
            return Finding(name: "figures", state: .ok, detail: "drawn in DejaVu Sans")
        } catch {
            return Finding(
                name: "figures", state: .missing, detail: "\(error)", remedy: "sudo apt-get install fonts-dejavu-core")
        }
    }

    private static func cache() -> Finding {
        guard let path = DataLocations.current.cache else {
            return Finding(name: "cache", state: .absent, detail: "no place to keep data", remedy: "export HOME")
        }
        // What does not exist yet can be made where the nearest folder above it can be written.
        var folder = URL(fileURLWithPath: path)
        while !FileManager.default.fileExists(atPath: folder.path), folder.path != "/" {
            folder.deleteLastPathComponent()
        }
        let isWritable = access(folder.path, W_OK) == 0
        return Finding(
            name: "cache", state: isWritable ? .ok : .absent, detail: isWritable ? path : "\(path) cannot be written",
            remedy: isWritable ? nil : "export XDG_CACHE_HOME to a folder that can be written")
    }

    /// The processes that `cache: true` keeps.
    private static func sessions() -> Finding {
        let kept = KeptSessions.all().map { session in
            let memory = session.memory.formatted(.byteCount(style: .memory).locale(Locale(identifier: "en_US")))
            return "\(session.notebook) (process \(session.process), \(memory))"
        }
        return Finding(
            name: "kept sessions", state: .ok, detail: kept.isEmpty ? "none" : kept.joined(separator: ", "),
            remedy: kept.isEmpty ? nil : "labbook clean, to end them now")
    }

    /// The programs that fetch data.
    private static func programs() -> [Finding] {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return [("curl", "curl", "data from mirrors"), ("python3", "python3-pip", "MNIST from the package index")].map {
            name, package, use in
            if let folder = folders.first(where: { access("\($0)/\(name)", X_OK) == 0 }) {
                return Finding(name: name, state: .ok, detail: "\(folder)/\(name)")
            }
            return Finding(
                name: name, state: .absent, detail: "not on PATH; it fetches \(use)",
                remedy: "sudo apt-get install \(package)")
        }
    }

    private static func dataSets() -> [Finding] {
        DataSet.known().map { set in
            let states = set.states(verifying: true)
            for case .broken(let error) in states.map(\.state) {
                return Finding(
                    name: set.name, state: .absent, detail: "\(error)", remedy: "labbook data verify \(set.name)")
            }
            let isHere = states.allSatisfy { $0.state.path != nil }
            return Finding(
                name: set.name, state: isHere ? .ok : .absent, detail: isHere ? "here and whole" : "not here",
                remedy: isHere ? nil : "labbook data fetch \(set.name)")
        }
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
