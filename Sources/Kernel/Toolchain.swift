import Foundation
import Glibc
import Notebook

/// The programs and folders that cells are compiled with.
public struct Toolchain: Sendable {
    /// The folder with the compiler.
    var programs: String
    /// The folder with the Swift runtime's libraries.
    var runtime: String
    /// The folder with this program's modules and objects.
    var build: String
    /// The command line's program, which is also the kernel host.
    var executable: String
    /// The clang flags that find the C modules behind Lab.
    var moduleMaps: [String]

    var compiler: String { programs + "/swift-frontend" }
    var linker: String { programs + "/ld.lld" }
    var symbolizer: String { programs + "/llvm-symbolizer" }

    /// Finds the toolchain that this program was built with.
    ///
    /// Only that very toolchain can read this program's modules. It is known from the runtime library that is loaded;
    /// that a compiler stands on the PATH is asked for all the same, since a machine on which `swift` is not found is
    /// one where nothing else of Swift works either.
    ///
    /// - Throws: `ToolchainError` if there is no compiler on the PATH, or it is not the one needed.
    public static func find() throws -> Toolchain {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        guard folders.contains(where: { access($0 + "/swiftc", X_OK) == 0 }) else {
            throw ToolchainError(
                "expected a Swift compiler on PATH, found none; install Swift \(Self.version) or add its usr/bin folder to PATH"
            )
        }
        let runtime = try loadedRuntimeFolder()
        let programs = URL(fileURLWithPath: runtime).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "bin").path
        guard access(programs + "/swift-frontend", X_OK) == 0 else {
            throw ToolchainError(
                "expected the Swift compiler at \(programs)/swift-frontend, found none; install Swift \(Self.version)")
        }
        let running = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let build = URL(fileURLWithPath: running).deletingLastPathComponent().path
        guard access(build + "/Modules/Lab.swiftmodule", R_OK) == 0 else {
            throw ToolchainError(
                "expected Lab's module at \(build)/Modules, found none; build Labbook with 'swift build -c release'")
        }
        return Toolchain(
            programs: programs, runtime: runtime, build: build, executable: build + "/labbook",
            moduleMaps: moduleMapFlags(build: build))
    }

    /// The version of the compiler that built this program and compiles the cells, such as "6.3.1".
    public static let version: String = {
        #if compiler(>=6.3.2)
            "6.3.2 or later"
        #else
            "6.3.1"
        #endif
    }()

    private static func loadedRuntimeFolder() throws -> String {
        let maps = try FileHandle(forReadingFrom: URL(fileURLWithPath: "/proc/self/maps")).readToEnd() ?? Data()
        let lines = String(decoding: maps, as: UTF8.self).split(separator: "\n")
        guard let path = lines.first(where: { $0.hasSuffix("/libswiftCore.so") })?.drop(while: { $0 != "/" }) else {
            throw ToolchainError("expected the Swift runtime as a shared library, found none in this program")
        }
        return URL(fileURLWithPath: String(path)).deletingLastPathComponent().path
    }

    private static func moduleMapFlags(build: String) -> [String] {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let files = FileManager.default
        var flags: [String] = []
        for folder in ((try? files.contentsOfDirectory(atPath: sources.path)) ?? []).sorted()
        where folder.hasPrefix("C") {
            let path = sources.appending(path: folder).path
            let generated = "\(build)/\(folder).build/module.modulemap"
            if files.fileExists(atPath: path + "/module.modulemap") {
                flags += ["-I", path]
            } else if files.fileExists(atPath: generated) {
                flags += ["-Xcc", "-fmodule-map-file=\(generated)"]
            }
        }
        return flags
    }
}

/// Why cells cannot be compiled on this machine.
public struct ToolchainError: Error, CustomStringConvertible {
    /// What was expected, what was found, and what mends it.
    public var description: String

    init(_ description: String) {
        self.description = description
    }
}
