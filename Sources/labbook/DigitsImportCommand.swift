import ArgumentParser
import Digits
import Foundation

/// `labbook digits import FILE.png`: finds the digits in a picture.
struct DigitsImportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Finds the digits in a drawing or photo, and makes each as those of MNIST are.",
        discussion: """
            Each digit is scaled into 20 × 20 pixels, its centre of mass at pixel (14, 14) of 28 × 28, light ink on dark. \
            They come line by line, from left to right; digits must not touch.
            """)

    @Argument(help: ArgumentHelp("The picture, a PNG file.", valueName: "file.png"), completion: .file())
    var file: String

    @Option(name: .shortAndLong, help: ArgumentHelp("The folder for what is found.", valueName: "folder"))
    var output = "Output/digits"

    @Option(help: ArgumentHelp("What the digits are, in their order, such as 31415.", valueName: "digits"))
    var labels: String?

    @Flag(help: "Writes IDX files, which can be read as a data set, in place of PNG files.")
    var idx = false

    @Flag(help: "Draws ink dark on light in the PNG files.")
    var invert = false

    @Flag(help: "Replaces files of other origin as well.")
    var force = false

    @Flag(name: .customLong("dry-run"), help: "Says what would be written, and writes nothing.")
    var dryRun = false

    func validate() throws {
        if let labels, !labels.allSatisfy({ $0.isASCII && $0.isNumber }) || labels.isEmpty {
            throw ValidationError("--labels expects digits such as 31415, found \"\(labels)\"")
        }
        if idx, invert { throw ValidationError("--invert is for PNG files, not for --idx") }
    }

    func run() throws {
        try reportingDataErrors {
            let images = try DigitImages(scanning: file, labels: labels.map { $0.compactMap(\.wholeNumberValue) })
            let name = URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
            let part = DigitPart(
                dataSet: URL(fileURLWithPath: file).lastPathComponent, split: DataSet.usableName(from: name),
                images: images)
            var exporter = DigitExporter(folder: output)
            exporter.replacesForeignFiles = force
            exporter.style = DigitStyle(isInverted: invert)
            let summary = try idx ? exporter.exportIDX([part], dryRun: dryRun) : exporter.export([part], dryRun: dryRun)
            let found = images.count == 1 ? "1 digit" : "\(images.count) digits"
            Terminal.printError("\(file): found \(found); \(dryRun ? "would write" : "wrote") \(summary)")
            print(output)
        }
    }
}
