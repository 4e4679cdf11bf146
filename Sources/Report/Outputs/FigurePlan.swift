internal import Foundation
internal import Notebook

/// Which outputs of a run are figures and tables, their captions, and the files that figures go to.
struct FigurePlan {
    /// One figure or table of a run.
    struct Figure {
        /// Figure or table.
        var kind: CrossReference.Kind
        /// Its caption, Markdown.
        var caption: String?
        /// Its files beside the page: the picture, and the dark one if there is one.
        var files: [(path: String, data: Data)] = []
        /// Whether it is in the page.
        var isShown: Bool
    }

    private var figures: [[Int: Figure]]

    init(of run: Run) {
        figures = zip(run.notebook.cells, run.cells).map { cell, result in
            var figures: [Int: Figure] = [:]
            var counts = (files: 0, figures: 0, tables: 0)
            let isShown = cell.options.include && cell.options.output
            for (index, output) in result.outputs.enumerated() {
                guard case .display(let bundle) = output else { continue }
                let caption = bundle.metadata["caption"]
                if Picture(bundle, format: cell.options.figureFormat) != nil {
                    counts.figures += 1
                    let files = FigurePlan.files(of: bundle, format: cell.options.figureFormat).map { form in
                        ("figures/\(cell.label)-\(counts.files + 1)\(form.ending)", form.data)
                    }
                    if !files.isEmpty { counts.files += 1 }
                    figures[index] = Figure(
                        kind: .figure, caption: (counts.figures == 1 ? cell.options.figureCaption : nil) ?? caption,
                        files: files, isShown: isShown)
                } else if TableView.isTable(bundle) {
                    counts.tables += 1
                    figures[index] = Figure(
                        kind: .table, caption: (counts.tables == 1 ? cell.options.tableCaption : nil) ?? caption,
                        isShown: isShown)
                }
            }
            return figures
        }
    }

    /// The forms of a picture that are kept beside the page, and how their names end.
    private static func files(
        of bundle: MIMEBundle, format: CellOptions.FigureFormat?
    ) -> [(ending: String, data: Data)] {
        if format == .svg, let svg = bundle.text("image/svg+xml") {
            let dark = bundle.text("image/svg+xml;theme=dark").map { [("-dark.svg", Data($0.utf8))] } ?? []
            return [(".svg", Data(svg.utf8))] + dark
        }
        guard let png = bundle.data("image/png") else { return [] }
        return [(".png", png)] + (bundle.data("image/png;theme=dark").map { [("-dark.png", $0)] } ?? [])
    }

    /// The figure or table that an output is, if it is one.
    func figure(cell: Int, output: Int) -> Figure? {
        cell < figures.count ? figures[cell][output] : nil
    }

    /// The figures and tables of a cell that are in the page, in order.
    func shown(ofCell cell: Int) -> [(output: Int, figure: Figure)] {
        guard cell < figures.count else { return [] }
        return figures[cell].filter(\.value.isShown).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// All files beside the page.
    var files: [(path: String, data: Data)] {
        figures.flatMap { $0.sorted { $0.key < $1.key }.flatMap(\.value.files) }
    }
}
