import ArgumentParser
import Digits
import Foundation

/// `labbook data`: looks after the data sets that notebooks use.
struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "data",
        abstract: "Lists, fetches, verifies and removes data sets.",
        discussion: """
            A set's files are looked for in $LABBOOK_DATA, then in the cache, then in the current folder, and are \
            fetched into the cache where they are in none of them. Every file is checked by its SHA-256 before use.
            """,
        subcommands: [List.self, Fetch.self, Verify.self, Path.self, Remove.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the data sets and whether they are here.")

        func run() throws {
            for set in DataSet.all {
                let states = set.states(verifying: false)
                let here = states.count { $0.state.path != nil }
                print("\(set.name)\t\(here) of \(states.count) files here\t\(set.summary)")
            }
        }
    }

    struct Fetch: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes sure that a data set is here and whole, and fetches it if it is not.")

        @OptionGroup var arguments: Name

        func run() throws {
            try arguments.use { set in
                let files = try set.ensure { Terminal.printError($0) }
                let folders = Set(files.map { URL(fileURLWithPath: $0.path).deletingLastPathComponent().path })
                Terminal.printError("\(set.title) is here and whole: \(folders.sorted().joined(separator: ", "))")
            }
        }
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Checks every file of a data set by its SHA-256.")

        @OptionGroup var arguments: Name

        func run() throws {
            try arguments.use { set in
                var isWhole = true
                for (file, state) in set.states(verifying: true) {
                    switch state {
                    case .verified(let path), .present(let path): print("ok\t\(path)")
                    case .missing:
                        print("missing\t\(file.name)")
                        isWhole = false
                    case .broken(let error):
                        print("broken\t\(file.name)")
                        Terminal.printError("\(error)")
                        isWhole = false
                    }
                }
                if !isWhole { throw ExitCode.unusable }
            }
        }
    }

    struct Path: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Prints where the files of a data set are.")

        @OptionGroup var arguments: Name

        func run() throws {
            try arguments.use { set in
                let paths = set.states(verifying: false).compactMap(\.state.path)
                if paths.isEmpty {
                    Terminal.printError(
                        "labbook: error: \(set.name) is not here; 'labbook data fetch \(set.name)' gets it")
                    throw ExitCode.unusable
                }
                for path in paths { print(path) }
            }
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Removes a data set from the cache; files elsewhere are left alone.")

        @OptionGroup var arguments: Name

        func run() throws {
            try arguments.use { set in
                for path in try set.remove() { print(path) }
            }
        }
    }

    /// The name of a data set.
    struct Name: ParsableArguments {
        @Argument(help: "The data set, such as mnist.")
        var name: String

        /// Does something with the set; its errors end the program with one line each.
        func use(_ body: (DataSet) throws -> Void) throws {
            do {
                try body(try DataSet.named(name))
            } catch let error as DataError {
                Terminal.printError("labbook: error: \(error)")
                throw ExitCode.unusable
            }
        }
    }
}

extension FileState {
    /// Where the file is, if it is somewhere.
    fileprivate var path: String? {
        switch self {
        case .present(let path), .verified(let path): path
        case .missing, .broken: nil
        }
    }
}
