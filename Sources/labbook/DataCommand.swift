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
            fetched into the cache where they are in none of them. Every file is checked by its SHA-256 before use. \
            Besides mnist and fashion-mnist any IDX set can be had that a YAML file describes: \
            'labbook data fetch FILE.yml' fetches it, and from then on it is known by its name.
            """,
        subcommands: [List.self, Fetch.self, Verify.self, Path.self, Remove.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the data sets and whether they are here; with a name, all that is known of one.")

        @Argument(help: "The data set, such as mnist, or a YAML file that describes one.")
        var name: String?

        @Flag(help: "Prints one JSON object on standard output.")
        var json = false

        func run() throws {
            try reportingDataErrors {
                let sets = try name.map { [try DataSet.wanted($0)] } ?? DataSet.known()
                if json {
                    print(try DataTable.json(sets))
                } else {
                    print(name == nil ? DataTable.overview(sets) : sets.map(DataTable.details).joined(separator: "\n"))
                }
            }
        }
    }

    struct Fetch: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes sure that a data set is here and whole, and fetches it if it is not.")

        @OptionGroup var arguments: Name

        func run() throws {
            try arguments.use { set in
                let progress = TransferProgress()
                let files = try set.ensure(
                    progress: { progress.tell($0) }, transfer: { progress.show($0) })
                if !DataSet.all.contains(set) { try set.remember() }
                let folders = Set(files.map { URL(fileURLWithPath: $0.path).deletingLastPathComponent().path })
                progress.tell("\(set.title) is here and whole: \(folders.sorted().joined(separator: ", "))")
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
                        Terminal.printError("labbook: error: \(error)")
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
        @Argument(help: "The data set, such as mnist, or a YAML file that describes one.")
        var name: String

        /// Does something with the set; its errors end the program with one line each.
        func use(_ body: (DataSet) throws -> Void) throws {
            try reportingDataErrors { try body(try DataSet.wanted(name)) }
        }
    }
}

/// Does something with data; errors end the program with one line each.
func reportingDataErrors(_ body: () throws -> Void) throws {
    do {
        try body()
    } catch let error as ExitCode {
        throw error
    } catch let error as DataSetFileError {
        for diagnostic in error.diagnostics { Terminal.printError("\(diagnostic)") }
        throw ExitCode.unusable
    } catch {
        Terminal.printError("labbook: error: \(error)")
        throw ExitCode.unusable
    }
}

extension DataSet {
    /// The set that an argument names: one that is known, or the one that a YAML file describes.
    static func wanted(_ argument: String) throws -> DataSet {
        let isFile = [".yml", ".yaml"].contains { argument.lowercased().hasSuffix($0) }
        return isFile ? try DataSet(yamlFile: argument) : try DataSet.named(argument)
    }
}

extension FileState {
    /// Where the file is, if it is somewhere.
    var path: String? {
        switch self {
        case .present(let path), .verified(let path): path
        case .missing, .broken: nil
        }
    }
}
