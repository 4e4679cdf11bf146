public import Figures
import Foundation

/// One picture of many digits in rows and columns.
public struct DigitSheet: Sendable {
    /// What stands under each digit.
    public enum Caption: String, Sendable, CaseIterable {
        /// Its label, and what it is taken for where that is another class.
        case label
        /// Its index in the split.
        case index
        /// Nothing.
        case none
    }

    /// Digits in a row.
    public var columns: Int
    /// What stands under each digit.
    public var caption: Caption = .label
    /// Light or dark.
    public var theme: FigureTheme = .light
    /// Pixels between digits, at the least.
    public var padding: Int = 20
    /// Pixels of the sheet along each side of a pixel of a digit.
    public var scale: Int = 4

    /// The name of the file.
    public static let fileName = "sheet.png"

    /// Creates a sheet with so many digits in a row.
    public init(columns: Int) {
        self.columns = max(1, columns)
    }

    /// The sheet as a PNG file.
    func picture(of parts: [DigitPart], title: String) throws(DataError) -> Data {
        var captions: [String] = []
        var marked: [Bool] = []
        var pixels: [Float] = []
        guard let first = parts.first?.images else {
            throw DataError(.badChoice, "the sheet", expected: "digits", found: "none")
        }
        let size = (width: first.width, height: first.height)
        guard (1...4096).contains(size.width), (1...4096).contains(size.height),
            parts.allSatisfy({ $0.images.width == size.width && $0.images.height == size.height })
        else {
            throw DataError(.badChoice, "the sheet", expected: "images of one size", found: "others")
        }
        for part in parts {
            for index in part.indices {
                let label = part.images.labels[index]
                let prediction = part.predictions?[index]?.label
                pixels += part.images[index].map { Float($0) / 255 }
                let name = label < 0 ? "" : "\(label)"
                marked.append(label >= 0 && prediction != nil && prediction != label)
                switch caption {
                case .label: captions.append(prediction.map { $0 == label ? name : "\(name) → \($0)" } ?? name)
                case .index: captions.append("\(index)")
                case .none: break
                }
            }
        }
        // A figure's pixels are half a CSS pixel wide.
        var grid = ImageGrid(
            pixels: pixels, width: size.width, height: size.height, captions: captions, marked: marked,
            columns: columns, title: title)
        grid.padding = Double(padding) / 2
        grid.pixelSize = Double(scale) / 2
        do throws(FigureError) {
            return try grid.png(theme: theme, scale: 2)
        } catch {
            throw DataError(.badPicture, "the sheet", error.description)
        }
    }
}
