internal import Foundation
internal import Notebook

/// Text on a stream, as the template `stream` shows it.
struct StreamView {
    let template = "stream"
    var isError: Bool
    var head: String
    /// How many lines are left out between head and tail, in words.
    var omitted: String?
    var tail: String
}

/// A value's text, as the template `value` shows it.
struct ValueView {
    let template = "value"
    var head: String
    var omitted: String?
    var tail: String
    /// A small picture of the value, if it is a tensor.
    var heatMap: HeatMap?
}

/// HTML that is shown as it is given: from a value that is HTML, or from Markdown.
struct MarkupView {
    let template = "markup"
    var html: String
}

/// A picture, as the template `figure` shows it.
struct FigureView {
    let template = "figure"
    var source: String
    var darkSource: String?
    var width: Int?
    var height: Int?
    var alt: String
    /// The form for phones, if there is one.
    var narrow: NarrowPictureView?
    /// Whether it is so wide that words in it could not be read if a phone showed all of it at once.
    var isWide: Bool
    /// Its id in the page, if it has a number.
    var id: String?
    var caption: CaptionView?
    /// What the figure shows, as numbers.
    var data: TableView?
}

/// The form of a picture for phones, as the template `figure` shows it.
struct NarrowPictureView {
    var source: String
    var darkSource: String?
    /// Its pixels for each CSS pixel, where that is known.
    var density: String?

    init(_ picture: Picture) {
        source = picture.source
        darkSource = picture.darkSource
        if let pixels = picture.pixelWidth, let width = picture.size?.width {
            density = String(Double(pixels) / Double(width))
        }
    }
}

/// What stands below a figure or above a table.
struct CaptionView {
    /// "Figure 3" or "Table 1", if it has a number.
    var name: String?
    /// The author's caption as HTML; empty if there is none.
    var html: String
}

/// Named numbers of a cell, as the template `values` shows them.
struct MetricsView {
    let template = "metrics"
    var metrics: [MetricView]
}

/// A named number.
struct MetricView {
    var name: String
    var value: String
}

extension PageBuilder {
    /// What a cell put out, in order, ready for the templates.
    func outputViews(ofCell index: Int) throws -> [Any] {
        let outputs = run.cells[index].outputs
        var views: [Any] = []
        var position = 0
        while position < outputs.count {
            switch outputs[position] {
            case .stream(let name, _):
                let (text, next) = joinedStream(outputs, from: position, name)
                position = next
                if let view = stream(text, name) { views.append(view) }
                continue
            case .progress(let progress):
                let (events, next) = joinedProgress(outputs, from: position, progress.label)
                position = next
                views.append(ProgressView(events))
                continue
            case .metric:
                let (metrics, next) = joinedMetrics(outputs, from: position)
                position = next
                if !metrics.isEmpty { views.append(MetricsView(metrics: metrics)) }
                continue
            case .display(let bundle):
                if let view = try display(bundle, cell: index, output: position) { views.append(view) }
            }
            position += 1
        }
        return views
    }

    // MARK: What belongs together

    /// Text arrives in pieces; escape sequences and lines may go from one into the next.
    private func joinedStream(_ outputs: [Output], from start: Int, _ name: Output.StreamName) -> (String, Int) {
        var text = ""
        var position = start
        while position < outputs.count, case .stream(name, let piece) = outputs[position] {
            text += piece
            position += 1
        }
        return (text, position)
    }

    /// Progress of one loop; metrics that the loop reports do not part it.
    private func joinedProgress(_ outputs: [Output], from start: Int, _ label: String) -> ([ProgressEvent], Int) {
        var events: [ProgressEvent] = []
        var position = start
        var end = start
        while position < outputs.count {
            if case .progress(let progress) = outputs[position], progress.label == label {
                events.append(progress)
                end = position + 1
            } else if case .metric = outputs[position] {
                // Looked past; it belongs to the loop if the loop goes on.
            } else {
                break
            }
            position += 1
        }
        return (events, end)
    }

    /// Metrics in a row; of those that a cell sets again and again, only the last counts.
    private func joinedMetrics(_ outputs: [Output], from start: Int) -> ([MetricView], Int) {
        var metrics: [MetricView] = []
        var position = start
        while position < outputs.count, case .metric(let name, let value) = outputs[position] {
            position += 1
            let isLast = !outputs[position...].contains { output in
                if case .metric(name, _) = output { return true }
                return false
            }
            if isLast { metrics.append(MetricView(name: name, value: Readable.number(value))) }
        }
        return (metrics, position)
    }

    // MARK: One by one

    private func stream(_ text: String, _ name: Output.StreamName) -> StreamView? {
        guard !text.isEmpty else { return nil }
        let shown = TerminalText(text).html(&palette)
        return StreamView(
            isError: name == .stderr, head: shown.head, omitted: omitted(shown.omitted), tail: shown.tail)
    }

    private func omitted(_ lines: Int) -> String? {
        lines == 0 ? nil : Readable.count(lines, "line", "lines")
    }

    /// The richest form of a value that a page can show.
    private func display(_ bundle: MIMEBundle, cell index: Int, output: Int) throws -> Any? {
        let format = run.notebook.cells[index].options.figureFormat
        if let html = bundle.text("text/html") { return MarkupView(html: html) }
        if let picture = Picture(bundle, format: format) {
            return figure(picture, bundle, cell: index, output: output)
        }
        if let table = TableView(bundle) { return captioned(table, cell: index, output: output) }
        if let markdown = bundle.text("text/markdown") {
            return MarkupView(html: self.markdown(markdown, ofCell: index))
        }
        if let tex = bundle.text("text/latex") {
            let bare = tex.trimmingCharacters(in: CharacterSet(charactersIn: "$ \n"))
            return MarkupView(html: "<p>\(mathHTML(bare, display: true, ofCell: index))</p>")
        }
        guard let text = bundle.text("text/plain") else { return nil }
        let shown = TerminalText(text).html(&palette)
        return ValueView(
            head: shown.head, omitted: omitted(shown.omitted), tail: shown.tail, heatMap: HeatMap(bundle))
    }

    private func captioned(_ table: TableView, cell: Int, output: Int) -> TableView {
        var table = table
        table.id = numbering.output(output, ofCell: cell)?.id
        table.caption = caption(cell: cell, output: output)
        return table
    }

    private func caption(cell: Int, output: Int) -> CaptionView? {
        guard let figure = figures.figure(cell: cell, output: output) else { return nil }
        let name = numbering.output(output, ofCell: cell).map { "\(figure.kind.name) \($0.number)" }
        guard name != nil || figure.caption != nil else { return nil }
        return CaptionView(name: name, html: figure.caption.map { inlineMarkdown($0, ofCell: cell) } ?? "")
    }

    private func figure(_ picture: Picture, _ bundle: MIMEBundle, cell: Int, output: Int) -> FigureView {
        let caption = caption(cell: cell, output: output)
        let options = run.notebook.cells[cell].options
        let data = TableView(bundle, isSampled: true)
        // The author's words, the figure's own, or what its numbers say.
        let alt =
            options.figureAlt ?? bundle.metadata["alt"] ?? data?.summary
            ?? caption.flatMap { $0.html.isEmpty ? nil : $0.html.withoutTags }
        let narrow = Picture(bundle, format: options.figureFormat, narrow: true).map(NarrowPictureView.init)
        let view = FigureView(
            source: picture.source, darkSource: picture.darkSource, width: picture.size?.width,
            height: picture.size?.height, alt: alt ?? "Figure from cell \(run.notebook.cells[cell].label)",
            narrow: narrow, isWide: narrow == nil && (picture.size?.width ?? 0) >= 600,
            id: numbering.output(output, ofCell: cell)?.id, caption: caption, data: data)
        let files = figures.figure(cell: cell, output: output)?.files.map(\.path) ?? []
        if options.include, options.output { shownFigures.append((cell, view, files)) }
        return view
    }
}
