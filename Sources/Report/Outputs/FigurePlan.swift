internal import Foundation
internal import Notebook

/// Which outputs of a run are figures, how they are numbered, and the files they go to.
struct FigurePlan {
    /// One figure of a run.
    struct Figure {
        /// Its number over all shown figures that have a caption, from 1; nil without a caption.
        var number: Int?
        /// Its caption, Markdown.
        var caption: String?
        /// Its files beside the page: the PNG, and the dark one if there is one.
        var files: [(path: String, data: Data)]
    }

    private var figures: [[Int: Figure]]

    init(of run: Run) {
        var captioned = 0
        figures = zip(run.notebook.cells, run.cells).map { cell, result in
            var figures: [Int: Figure] = [:]
            var images = 0
            var pictures = 0
            for (index, output) in result.outputs.enumerated() {
                guard case .display(let bundle) = output, Picture(bundle) != nil || bundle.data("image/png") != nil
                else { continue }
                pictures += 1
                var files: [(path: String, data: Data)] = []
                if let png = bundle.data("image/png") {
                    images += 1
                    files.append(("figures/\(cell.label)-\(images).png", png))
                    if let dark = bundle.data("image/png;theme=dark") {
                        files.append(("figures/\(cell.label)-\(images)-dark.png", dark))
                    }
                }
                let caption = (pictures == 1 ? cell.options.figureCaption : nil) ?? bundle.metadata["caption"]
                let isShown = cell.options.include && cell.options.output
                if caption != nil, isShown { captioned += 1 }
                figures[index] = Figure(
                    number: caption != nil && isShown ? captioned : nil, caption: caption, files: files)
            }
            return figures
        }
    }

    /// The figure that an output is, if it is one.
    func figure(cell: Int, output: Int) -> Figure? {
        cell < figures.count ? figures[cell][output] : nil
    }

    /// All files beside the page.
    var files: [(path: String, data: Data)] {
        figures.flatMap { $0.sorted { $0.key < $1.key }.flatMap(\.value.files) }
    }
}
