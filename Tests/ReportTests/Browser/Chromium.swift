import Foundation
import Testing

/// A browser without a window, for looking at pages as a reader does.
struct Chromium {
    /// What a page looks like at one width.
    struct View: Decodable {
        /// The width that was asked for, and what the page would need without scrolling sideways.
        var width: Double
        var needed: Double
        /// Whether the page is dark.
        var isDark: Bool
        /// Elements that stick out of the page at its right.
        var sticking: [String]
        /// Text that something else lies over.
        var covered: [String]
        /// How many buttons the page's script has made.
        var buttons: Int
        /// The first column of the first table that can be sorted: as it is, and after each of three clicks on the head
        /// of the last column.
        var sorted: [[String]]
    }

    /// What came of loading a page.
    struct Outcome {
        var views: [View]
        /// The lines that the page wrote to the console, the browser's own complaints included.
        var console: [String]
    }

    private static let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"]

    /// The browser on PATH, if there is one.
    static let installed: URL? = {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        return names.lazy.flatMap { name in folders.map { URL(fileURLWithPath: "\($0)/\(name)") } }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }()

    /// Loads a page at several widths at once, for a reader who likes it light or dark.
    static func look(at html: String, widths: [Int], isDark: Bool) throws -> Outcome {
        let folder = FileManager.default.temporaryDirectory.appending(path: "labbook-browser-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try html.write(to: folder.appending(path: "page.html"), atomically: true, encoding: .utf8)
        return try look(at: "page.html", in: folder, widths: widths, isDark: isDark)
    }

    /// Loads a page of a site.
    static func look(at page: String, in site: URL, widths: [Int], isDark: Bool) throws -> Outcome {
        let (answers, console) = try ask(inspection, at: page, in: site, widths: widths, isDark: isDark)
        let views = try answers.map { try JSONDecoder().decode(View.self, from: $0) }
        return Outcome(views: views.sorted { $0.width > $1.width }, console: console)
    }

    /// Loads a page of a site with a script behind it, which calls `answer` with a value once for each width.
    static func ask(
        _ script: String, at page: String, in site: URL, widths: [Int] = [1280], isDark: Bool = false
    ) throws -> (answers: [Data], console: [String]) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "labbook-browser-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.copyItem(at: site, to: folder.appending(path: "site"))
        let file = folder.appending(path: "site/\(page)")
        try String(contentsOf: file, encoding: .utf8)
            .replacing("</body>", with: "<script>\(answering)\(script)</script></body>")
            .write(to: file, atomically: true, encoding: .utf8)
        try frames(widths, of: "site/\(page)")
            .write(to: folder.appending(path: "frames.html"), atomically: true, encoding: .utf8)
        let (output, errors) = try run(
            [
                "--headless", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr",
                "--user-data-dir=\(folder.path)/profile", "--window-size=1400,900", "--virtual-time-budget=10000",
                "--blink-settings=preferredColorScheme=\(isDark ? 0 : 1)", "--dump-dom",
            ] + (geteuid() == 0 ? ["--no-sandbox"] : []) + [folder.appending(path: "frames.html").absoluteString],
            in: folder)
        let answers = output.matches(of: #/<p>([A-Za-z0-9+\/=]+)<\/p>/#).compactMap {
            Data(base64Encoded: String($0.1))
        }
        return (answers, errors.split(separator: "\n").filter { $0.contains("CONSOLE") }.map(String.init))
    }

    private static func run(_ arguments: [String], in folder: URL) throws -> (output: String, errors: String) {
        let process = Process()
        process.executableURL = installed
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        // Files, since two pipes that are read one after the other can block.
        let streams = try ["output", "errors"].map { name in
            let file = folder.appending(path: name)
            try Data().write(to: file)
            return (file: file, handle: try FileHandle(forWritingTo: file))
        }
        process.standardOutput = streams[0].handle
        process.standardError = streams[1].handle
        try process.run()
        process.waitUntilExit()
        let texts = try streams.map { String(decoding: try Data(contentsOf: $0.file), as: UTF8.self) }
        return (texts[0], texts[1])
    }

    /// A page with the other page in frames, since a browser's window has a least width of its own.
    private static func frames(_ widths: [Int], of page: String) -> String {
        let frames = widths.map { "<iframe src=\"\(page)\" width=\"\($0)\" height=\"20000\"></iframe>" }.joined()
        return """
            <!doctype html><title>Frames</title><style>iframe { border: 0; display: block }</style>\(frames)
            <script>
            addEventListener("message", (event) => {
              const result = document.createElement("p");
              result.textContent = event.data;
              document.body.append(result);
            });
            </script>
            """
    }

    private static let answering = """
        const answer = (value) =>
          parent.postMessage(btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value)))), "*");

        """

    /// What the page tells about itself.
    private static let inspection = """
        addEventListener("load", () => {
          const describe = (element) =>
            `${element.tagName} ${element.id || element.className} ${element.textContent.trim().slice(0, 40)}`;
          const scroller = (element) => {
            for (let box = element.parentElement; box && box !== document.body; box = box.parentElement)
              if (getComputedStyle(box).overflowX !== "visible") return box;
            return null;
          };
          const sticking = [];
          for (const element of document.body.querySelectorAll("*")) {
            const box = element.getBoundingClientRect();
            if (box.width > 0 && box.right > innerWidth + 1 && !scroller(element)) sticking.push(describe(element));
          }
          const covered = [];
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const parent = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim() || parent.closest("script, style, .label, .skip, annotation")) continue;
            if (!parent.checkVisibility({ opacityProperty: true })) continue;
            const range = document.createRange();
            range.selectNodeContents(walker.currentNode);
            for (const box of range.getClientRects()) {
              const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
              const clip = scroller(parent)?.getBoundingClientRect();
              if (box.width < 2 || box.height < 2 || x >= innerWidth || y < 0) continue;
              if (clip && (x < clip.left || x > clip.right || y < clip.top || y > clip.bottom)) continue;
              const top = document.elementsFromPoint(x, y).find((it) => getComputedStyle(it).opacity !== "0");
              // A link may lie over the whole card that it belongs to.
              const isOfCard = top?.matches("a") && top.closest(".lesson-card")?.contains(parent);
              if (top && !isOfCard && !top.contains(parent) && !parent.contains(top))
                covered.push(`${describe(parent)} under ${describe(top)}`);
            }
          }
          const table = document.querySelector(".sortable table");
          const column = () => [...table?.tBodies[0].rows ?? []].map((row) => row.cells[0].textContent);
          const sorted = [column()];
          for (let click = 0; click < 3; click++) {
            table?.querySelector("th:last-child button").click();
            sorted.push(column());
          }
          answer({ sorted,
            width: innerWidth, needed: document.documentElement.scrollWidth, sticking, covered,
            isDark: getComputedStyle(document.body).color === "rgb(228, 227, 222)",
            buttons: document.querySelectorAll("button").length,
          });
        });
        """
}
