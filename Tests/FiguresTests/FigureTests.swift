import Figures
import Foundation
import Testing

struct FigureTests {
    @Test("a file that time was taken for is smaller, and the same picture")
    func effort() throws {
        let plot = LinePlot((0..<2_000).map { sin(Double($0 * $0 % 997)) }, title: "Noise")
        let digits = try #require(GoldenTests.figures.first { $0.name == "digits" }).figure
        for figure in [plot, digits] as [any Figure] {
            let (quick, thorough) = (try figure.png(), try figure.png(effort: .thorough))
            #expect(Double(thorough.count) < 0.95 * Double(quick.count))
            #expect(try PNG(decoding: thorough).image == PNG(decoding: quick).image)
        }
    }

    @Test("a figure's file has its title, our name, its resolution and its size")
    func file() throws {
        let plot = LinePlot([1, 2, 3], title: "Größe → ∞")
        let png = try PNG(decoding: plot.png())
        #expect(png.texts.contains(.init("Title", "Größe → ∞")) && png.texts.contains(.init("Software", "Labbook")))
        #expect(png.pixelsPerMetre == PNG.pixelsPerMetre(scale: 2))
        #expect(png.image.width == 1280 && png.image.height == 760)
        #expect(try PNG(decoding: plot.png(scale: 1)).image.width == 640)
    }

    @Test("the same figure gives the same bytes, from many threads at once")
    func deterministic() async throws {
        let plot = LinePlot((0..<500).map { sin(Double($0) / 9) }, title: "Sine", smoothing: 0.9)
        let first = try plot.png()
        try await withThrowingTaskGroup(of: Data.self) { group in
            for _ in 0..<16 { group.addTask { try plot.png() } }
            for try await bytes in group { #expect(bytes == first) }
        }
    }

    @Test("flat areas keep their exact colour though shades are merged")
    func exactColors() throws {
        for theme in FigureTheme.allCases {
            let plot = LinePlot(title: "Lines") {
                for k in 1...6 { Series("\(k)", (1...200).map { sin(Double($0 * k)) }) }
            }
            let image = try PNG(decoding: plot.png(theme: theme)).image
            #expect(Array(image.pixels[0..<3]) == theme.palette.background.bytes)
        }
    }

    @Test("a size or scale that cannot be drawn is an error", arguments: [0, -1, .nan, 1e9, 8_000] as [Double])
    func badSize(side: Double) {
        let plot = LinePlot([1, 2], size: Size(width: side, height: 8_000))
        #expect { try plot.png() } throws: { "\($0)".contains("found \(side) × 8000.0 at scale 2.0") }
        #expect(throws: FigureError.self) { try LinePlot([1, 2]).png(scale: side) }
    }

    @Test("a missing font is an error that names the package")
    func missingFont() {
        #expect {
            try Fonts(directories: ["/nowhere"])
        } throws: { error in
            "\(error)"
                == "figures are lettered in DejaVu Sans, but /nowhere/DejaVuSans.ttf is missing: install the package "
                + "fonts-dejavu-core"
        }
    }

    @Test("a file that is no font is an error that names it")
    func badFont() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "figures-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("no font".utf8).write(to: folder.appending(path: "DejaVuSans.ttf"))
        #expect(throws: FigureError.self) { try Fonts(directories: [folder.path]) }
    }

    @Test("text and lines stand out from the background in both themes", arguments: FigureTheme.allCases)
    func contrast(theme: FigureTheme) {
        let palette = theme.palette
        for text in [palette.ink, palette.muted, palette.wrong] {
            #expect(text.contrast(to: palette.background) >= 4.5)
        }
        for line in palette.series { #expect(line.contrast(to: palette.background) >= 3) }
    }
}

extension Color {
    fileprivate var bytes: [UInt8] { [red, green, blue].map { UInt8(($0 * 255).rounded()) } }
}
