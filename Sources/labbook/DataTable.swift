import Digits
import Foundation

/// What is known of data sets, as text for people and as JSON for programs.
enum DataTable {
    /// A line for each set.
    static func overview(_ sets: [DataSet]) -> String {
        var rows = [["NAME", "HERE", "SIZE", "LICENCE", "WHAT IT IS"]]
        for set in sets {
            let states = set.states(verifying: false)
            let here = states.count { $0.state.path != nil }
            rows.append([
                set.name, here == states.count ? "yes" : here == 0 ? "no" : "\(here) of \(states.count) files",
                byteText(set.files.map(\.size).reduce(0, +)), set.shortLicence, set.summary,
            ])
        }
        return columns(rows)
    }

    /// All that is known of one set.
    static func details(_ set: DataSet) -> String {
        let sources = set.sources.map { "\($0)" }
        let facts = [
            ["name", set.name], ["title", set.title], ["what it is", set.summary], ["licence", set.licence],
            ["citation", set.citation], ["sources", sources.first ?? "none"],
        ]
        var lines = columns(facts + sources.dropFirst().map { ["", $0] }) + "\n\n"
        let states = set.states(verifying: false)
        var rows = [["FILE", "BYTES", "SHA-256", "WHERE"]]
        for (file, state) in states {
            rows.append([file.name, "\(file.size)", file.sha256, state.path ?? "not here"])
        }
        lines += columns(rows)
        return lines
    }

    /// The sets with their files, states and sources.
    static func json(_ sets: [DataSet]) throws -> String {
        struct Form: Encodable {
            struct File: Encodable {
                var name, sha256: String
                var size: Int
                var path: String?
            }
            var name, title, summary, licence, citation: String
            var classes: Int
            var sources: [String]
            var files: [File]
        }
        let forms = sets.map { set in
            Form(
                name: set.name, title: set.title, summary: set.summary, licence: set.licence, citation: set.citation,
                classes: set.classes, sources: set.sources.map { "\($0)" },
                files: set.states(verifying: false).map {
                    Form.File(name: $0.file.name, sha256: $0.file.sha256, size: $0.file.size, path: $0.state.path)
                })
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(["sets": forms]), as: UTF8.self)
    }

    /// Rows in columns of equal width.
    private static func columns(_ rows: [[String]]) -> String {
        let count = rows.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return rows.map { row in
            row.enumerated().map { column, text in
                column == row.count - 1 ? text : text + String(repeating: " ", count: widths[column] - text.count + 2)
            }.joined()
        }.joined(separator: "\n")
    }
}

extension DataSet {
    /// The licence without who says so.
    fileprivate var shortLicence: String {
        String(licence.prefix { $0 != "(" && $0 != "," }).trimmingCharacters(in: .whitespaces)
    }
}

/// A number of bytes as people read it: 55.0 MB.
func byteText(_ bytes: Int) -> String {
    if bytes < 1000 { return "\(bytes) B" }
    var value = Double(bytes) / 1000
    for unit in ["kB", "MB", "GB"] {
        if value < 999.95 || unit == "GB" { return String(format: "%.1f ", value) + unit }
        value /= 1000
    }
    return "\(bytes) B"
}
