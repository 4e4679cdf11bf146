internal import Digits
internal import Figures
internal import Foundation
internal import Notebook
internal import Report

extension Benchmark {
    /// What is waited for after a run: drawing a figure, writing digits, rendering a page.
    static func reports(rounds: Int) -> [Benchmark] {
        [linePlot(rounds), digitGrid(rounds), export(rounds), page(rounds)]
    }

    /// A line of 2,345 losses with its moving average, as a PNG file of 2 pixels for each CSS pixel.
    private static func linePlot(_ rounds: Int) -> Benchmark {
        Benchmark(name: "line-plot") {
            let losses = noisyLosses(2345)
            return try repeated(rounds) {
                let plot = LinePlot(losses, title: "Training loss", x: "step", y: "loss", smoothing: 0.97)
                _ = try plot.png()
            }
        }
    }

    /// A grid of a hundred digits, as a PNG file of 2 pixels for each CSS pixel.
    private static func digitGrid(_ rounds: Int) -> Benchmark {
        Benchmark(name: "digit-grid-100") {
            let digits = SyntheticDigits.images(count: 100)
            let pixels = digits.pixels.map { Float($0) / 255 }
            let captions = digits.labels.map { "\($0)" }
            return try repeated(rounds) { _ = try ImageGrid(pixels: pixels, captions: captions, columns: 10).png() }
        }
    }

    /// 70,000 digits as single files.
    private static func export(_ rounds: Int) -> Benchmark {
        Benchmark(name: "export-70000") {
            let some = SyntheticDigits.images(count: 7000)
            let digits = DigitImages(
                pixels: Array(repeatElement(some.pixels, count: 10).joined()),
                labels: Array(repeatElement(some.labels, count: 10).joined()))
            let folder = FileManager.default.temporaryDirectory.appending(path: "labbook-benchmark-\(getpid())").path
            defer { try? FileManager.default.removeItem(atPath: folder) }
            return try repeated(min(rounds, 3)) {
                try DigitExporter(folder: folder).export(
                    [DigitPart(dataSet: SyntheticDigits.title, split: "synthetic", images: digits)])
            } after: {
                try? FileManager.default.removeItem(atPath: folder)
            }
        }
    }

    /// A page of 1,000 blocks, 200 of them cells that show a figure, from Markdown to HTML.
    private static func page(_ rounds: Int) -> Benchmark {
        Benchmark(name: "page-1000-blocks") {
            let losses = noisyLosses(200)
            let plot = LinePlot(losses, title: "Loss", x: "step", y: "loss", smoothing: 0.9)
            let (light, dark) = (try plot.png(), try plot.png(theme: .dark))
            let rows = losses.enumerated().map { "[\($0),\($1)]" }.joined(separator: ",")
            let bundle = MIMEBundle(
                forms: [
                    "image/png": .data(light), "image/png;theme=dark": .data(dark),
                    "application/vnd.labbook.table+json": .text(#"{"columns":["step","loss"],"rows":[\#(rows)]}"#),
                ], metadata: ["alt": plot.altText, "width": "640", "height": "380"])
            let source = (0..<200).map(fiveBlocks).joined(separator: "\n")
            let writer = ReportWriter(theme: try .standard())
            return try repeated(rounds) {
                let notebook = try Notebook(source: source, file: "page.md")
                let cells = notebook.cells.map {
                    CellResult(label: $0.label, line: $0.line, status: .ok, seconds: 1, outputs: [.display(bundle)])
                }
                let run = Run(
                    notebook: notebook, seed: 0, params: [],
                    environment: RunEnvironment(swift: "", labbook: "", cpu: "", threads: 2, os: ""), cells: cells,
                    started: Date(timeIntervalSince1970: 0), seconds: 1)
                _ = try writer.render(run)
            }
        }
    }

    private static func fiveBlocks(_ number: Int) -> String {
        """
        ## Section \(number)

        The *loss* of step $t$ is $L_t = \\frac{1}{n}\\sum_{i=1}^n \\ell(f_\\theta(x_i), y_i)$; see @fig-plot-\(number) and
        [the text](https://example.org/\(number)) for **more** of `what` there is.

        $$\\theta_{t+1} = \\theta_t - \\eta \\nabla_\\theta L_t(\\theta_t), \\qquad t = 0, 1, \\dots, \(number)$$

        | epoch | loss |
        |---:|---:|
        | 1 | 0.\(number) |
        | 2 | 0.0\(number) |

        ```swift
        //| label: plot-\(number)
        //| fig-cap: Loss number \(number).
        let losses\(number) = history.map { $0.loss * Float(\(number)) }
        LinePlot(losses\(number), title: "Loss", x: "step", y: "loss", smoothing: 0.9)
        ```

        """
    }

    /// Losses that fall, with noise that is the same in each run.
    private static func noisyLosses(_ count: Int) -> [Float] {
        (0..<count).map { step in
            let noise = Float((step &* 7919) % 101) / 100
            return 0.05 + 2 * Float(exp(-Double(step) / 300)) * (0.8 + 0.4 * noise)
        }
    }

    /// The seconds of each round, after one to warm up; what is done `after` a round does not count.
    private static func repeated(
        _ rounds: Int, _ body: () throws -> Void, after: () -> Void = {}
    ) throws -> (seconds: [Double], more: [(String, Double)]) {
        let all = try (0...rounds).map { _ in
            defer { after() }
            return try seconds(body)
        }
        return (Array(all.dropFirst()), [])
    }
}
