import Digits
import Foundation

/// Shows what is being fetched: lines that stay, and on a terminal a bar with the rate.
final class TransferProgress {
    private let terminal = Terminal()

    /// Prints a line that stays.
    func tell(_ line: String) {
        terminal.clear()
        terminal.printLine(line)
    }

    /// Moves the bar.
    func show(_ transfer: Transfer) {
        var text = transfer.file + "  "
        if let total = transfer.total, total > 0 {
            let width = 24
            let done = min(width, width * transfer.received / total)
            text += String(repeating: "━", count: done) + String(repeating: "╌", count: width - done)
            text += String(format: "  %3d %%", min(100, 100 * transfer.received / total))
            text += "  \(byteText(transfer.received)) of \(byteText(total))"
        } else {
            text += byteText(transfer.received)
        }
        text += "  \(byteText(Int(transfer.bytesPerSecond)))/s"
        if let total = transfer.total, transfer.bytesPerSecond > 1, total > transfer.received {
            text += "  \(Int((Double(total - transfer.received) / transfer.bytesPerSecond).rounded(.up))) s left"
        }
        terminal.show(text)
    }
}
