import ArgumentParser
import Digits
import Figures
import Foundation

/// `labbook digits`: digits as PNG files, and PNG files as digits.
struct DigitsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "digits",
        abstract: "Exports digits as PNG files, and imports them from pictures.",
        discussion: "Without a subcommand, 'labbook digits' exports; 'labbook digits export --help' lists its options.",
        subcommands: [DigitsExportCommand.self, DigitsImportCommand.self],
        defaultSubcommand: DigitsExportCommand.self)
}

/// `labbook digits [export]`: writes digits as PNG files, with an index of them.
struct DigitsExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes digits as PNG files, or on one sheet, with an index of them.",
        discussion: """
            One file for each digit, such as test-00042-label-7.png, 8-bit grey, with digits.csv and digits.json that \
            list them. Files that labbook did not write are never replaced without --force.
            """)

    @OptionGroup(title: "Which digits") var selection: DigitSelectionOptions

    @Option(name: .shortAndLong, help: ArgumentHelp("The folder for the pictures.", valueName: "folder"))
    var output = "Output/digits"

    @Option(help: ArgumentHelp("Puts the digits on one sheet of so many columns and rows.", valueName: "columns×rows"))
    var grid: GridSize?

    @Option(help: "Pixels along each side of a pixel of a digit: 1 to 64; on a sheet 1 to 16, usually 4.")
    var scale: Int?

    @Flag(help: "Interpolates between the pixels of enlarged digits.")
    var smooth = false

    @Flag(help: "Draws ink dark on light; as stored it is light on dark.")
    var invert = false

    @Option(help: "What stands under the digits of a sheet: label, index or none.")
    var captions: DigitSheet.Caption?

    @Option(help: "Whether a sheet is light or dark.")
    var theme: FigureTheme?

    @Option(help: "Pixels between the digits of a sheet, at the least; usually 20.")
    var padding: Int?

    @Flag(help: "Writes digits.html too, a page to browse and filter the digits.")
    var html = false

    @Flag(help: "Replaces files of other origin as well.")
    var force = false

    @Flag(name: .customLong("dry-run"), help: "Says what would be written, and writes nothing.")
    var dryRun = false

    @Flag(help: "Prints one JSON object on standard output.")
    var json = false

    func validate() throws {
        if grid == nil {
            for (name, isGiven) in [
                ("captions", captions != nil), ("theme", theme != nil), ("padding", padding != nil),
            ]
            where isGiven { throw ValidationError("--\(name) is for sheets: it needs --grid") }
            if let scale, !DigitStyle.scales.contains(scale) {
                throw ValidationError("--scale expects a number from 1 to 64, found \(scale)")
            }
        } else {
            for (name, isGiven) in [("invert", invert), ("smooth", smooth), ("html", html)] where isGiven {
                throw ValidationError(
                    "--\(name) is for single files"
                        + (name == "invert" ? ": a sheet is dark or light by its --theme" : ", not for a sheet"))
            }
            if let scale, !(1...16).contains(scale) {
                throw ValidationError("--scale of a sheet expects a number from 1 to 16, found \(scale)")
            }
            if let padding, !(0...1000).contains(padding) {
                throw ValidationError("--padding expects a number from 0 to 1000, found \(padding)")
            }
        }
        if smooth, (scale ?? 1) == 1 { throw ValidationError("--smooth needs a --scale of 2 or more") }
    }

    func run() throws {
        try reportingDataErrors {
            let parts = try selection.parts()
            var exporter = DigitExporter(folder: output)
            exporter.replacesForeignFiles = force
            exporter.writesPage = html
            if let grid {
                try exportSheet(parts, grid, exporter)
            } else {
                let scaling: DigitStyle.Scaling = smooth ? .smooth : .nearest
                exporter.style = DigitStyle(scale: scale ?? 1, scaling: scaling, isInverted: invert)
                tell(try exporter.export(parts, dryRun: dryRun), selection.title(of: parts))
            }
        }
    }

    private func exportSheet(_ parts: [DigitPart], _ grid: GridSize, _ exporter: DigitExporter) throws {
        let count = parts.map(\.indices.count).reduce(0, +)
        var room = grid.columns * grid.rows
        let placed = parts.map { part in
            var part = part
            part.indices = Array(part.indices.prefix(room))
            room -= part.indices.count
            return part
        }.filter { !$0.indices.isEmpty }
        var sheet = DigitSheet(columns: grid.columns)
        sheet.caption = captions ?? .label
        sheet.theme = theme ?? .light
        sheet.padding = padding ?? 20
        sheet.scale = scale ?? 4
        let summary = try exporter.exportSheet(placed, sheet, dryRun: dryRun)
        let shown = min(count, grid.columns * grid.rows)
        if shown < count {
            Terminal.printError("the first \(shown) of \(count) chosen digits are on the sheet")
        }
        tell(summary, selection.title(of: placed))
    }

    private func tell(_ summary: DigitExporter.Summary, _ set: String) {
        if json {
            let files = summary.indexFiles.map { "\"\($0)\"" }.joined(separator: ", ")
            print(
                "{\"dryRun\": \(dryRun), \"pictures\": \(summary.pictures), \"indexFiles\": [\(files)], "
                    + "\"replaced\": \(summary.replaced)}")
            return
        }
        let replaced = summary.replaced == 0 ? "" : "; \(summary.replaced) files \(dryRun ? "are" : "were") replaced"
        Terminal.printError("\(dryRun ? "would write" : "wrote") \(summary) of \(set)\(replaced)")
        print(output)
    }
}
