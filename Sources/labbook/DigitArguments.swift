public import ArgumentParser
public import Digits
public import Figures

/// Columns and rows of a sheet.
struct GridSize: ExpressibleByArgument {
    var columns: Int
    var rows: Int

    init?(argument: String) {
        let parts = argument.split(omittingEmptySubsequences: false) { "x×X".contains($0) }.map { Int($0) }
        guard parts.count == 2, let columns = parts[0], let rows = parts[1], (1...200).contains(columns),
            (1...200).contains(rows)
        else { return nil }
        self.columns = columns
        self.rows = rows
    }
}

extension DigitSheet.Caption: ExpressibleByArgument {}
extension FigureTheme: ExpressibleByArgument {}
