import Dispatch
import Foundation
import Kernel
import Notebook
import Report
import Synchronization

/// What the kernel's thread and the server share: the run as far as it is known, and the page that shows it.
///
/// The kernel's thread only notes what happened. Rendering and sending are done elsewhere, as often as a reader can see.
package final class PreviewState: Sendable {
    /// What has to be sent.
    struct News: OptionSet {
        let rawValue: Int
        /// The page may be another.
        static let page = News(rawValue: 1)
        /// A cell that runs put something out.
        static let output = News(rawValue: 2)
        /// The panel may show something else.
        static let status = News(rawValue: 4)
        /// The loop of the cell that runs went on.
        static let loop = News(rawValue: 8)
    }

    private struct Content {
        var path = ""
        var page: PreviewPage?
        var values: [String: String] = [:]
        var live = LiveRun()
        var shown: LivePage?
        var version = 0
        var news: News = []
        var control: RunControl?
        /// Counts the pages that were opened.
        var turn = 0
    }

    package let hub = EventHub()
    let startsEditor: Bool
    /// Says that there is news.
    let signals: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation
    private let content = Mutex(Content())
    /// Held while a page is rendered and sent, so that no older one comes after a newer one.
    private let publishing = Mutex(())
    private let hasPage = DispatchSemaphore(value: 0)

    package init(startsEditor: Bool) {
        self.startsEditor = startsEditor
        (signals, signal) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    // MARK: The notebook

    /// The page that is live: its path in the site and what is done with it.
    var current: (path: String, page: PreviewPage)? {
        content.withLock { content in content.page.map { (content.path, $0) } }
    }

    /// The page that is to run now, whose runs a control can end, and the turn by which it tells what happens.
    func beginTurn(_ control: RunControl) -> (turn: Int, page: PreviewPage)? {
        content.withLock { content in
            content.control = control
            return content.page.map { (content.turn, $0) }
        }
    }

    /// Whether a turn is over, since another page was opened.
    func isOver(_ turn: Int) -> Bool { content.withLock { $0.turn != turn } }

    /// Has another page be the live one, with a first sight of it; what ran before ends.
    package func open(_ path: String, _ page: PreviewPage) {
        let opened = Result { try page.read([:]) }
        let control: RunControl? = content.withLock { content in
            (content.path, content.page, content.values) = (path, page, [:])
            content.turn += 1
            (content.live, content.shown) = (LiveRun(), nil)
            switch opened {
            case .success(let (notebook, params)): content.live.show(notebook, params: params, isPass: true)
            case .failure(let error): content.live.refuse(Self.diagnostics(of: error, in: page.file))
            }
            return content.control
        }
        hub.send(ServerEvent(name: "moved", ["page": path]))
        hub.end()
        publish(.page)
        control?.end()
        hasPage.signal()
    }

    /// Waits until a page has been opened.
    func waitForPage() {
        hasPage.wait()
    }

    /// The control of the runs.
    var control: RunControl? { content.withLock { $0.control } }

    /// The values that readers chose for parameters, as text.
    var values: [String: String] {
        get { content.withLock { $0.values } }
        set { content.withLock { $0.values = newValue } }
    }

    // MARK: What happens

    /// Changes what is known of the run, unless its turn is over.
    func update(_ turn: Int, _ news: News = [.page, .status], _ change: (inout LiveRun) -> Void) {
        content.withLock { content in
            guard content.turn == turn else { return }
            change(&content.live)
            content.news.formUnion(news)
        }
        signal.yield()
    }

    /// Takes in what the kernel tells; returns at once.
    func take(_ event: NotebookRunner.Event, in turn: Int) {
        let news: News =
            switch event {
            case .output(.progress), .output(.metric): .loop
            case .output, .text: .output
            case .began, .checked, .errors, .cellStarted, .cellFinished: [.page, .status]
            case .saved: []
            }
        if news.isEmpty { return }
        content.withLock { content in
            if content.turn == turn, content.live.take(event) { content.news.formUnion(news) }
        }
        signal.yield()
    }

    /// Notes why the notebook cannot be used as it is.
    func refuse(_ error: any Error, file: String, in turn: Int) {
        update(turn) { $0.refuse(Self.diagnostics(of: error, in: file)) }
    }

    private static func diagnostics(of error: any Error, in file: String) -> [Diagnostic] {
        (error as? NotebookError)?.diagnostics ?? [Diagnostic(file: file, message: "\(error)")]
    }

    // MARK: What is sent

    /// Renders what is new and sends it to all pages.
    ///
    /// - Parameter more: What is to be sent, though nobody said so.
    func publish(_ more: News = []) {
        publishing.withLock { _ in send(more) }
    }

    private func send(_ more: News) {
        let (news, live, page, path) = content.withLock { content in
            defer { content.news = [] }
            return (content.news.union(more), content.live, content.page, content.path)
        }
        var change: PageChange?
        if !news.isDisjoint(with: [.page, .output]), let page {
            change = render(live, page, path)
        }
        if let change { hub.send(ServerEvent(name: "page", id: "\(change.version)", change)) }
        if news.contains(.status) { hub.send(status(of: live)) }
        if !news.isDisjoint(with: [.loop, .status]), let loop = LoopStatus(live) {
            hub.send(ServerEvent(name: "loop", loop))
        }
    }

    /// Makes the page anew, and says how it became another.
    private func render(_ live: LiveRun, _ page: PreviewPage, _ path: String) -> PageChange? {
        // A notebook that was never readable still has a page, on which the reasons stand.
        let empty = Run.notRun(Notebook(file: page.file, name: path, frontMatter: FrontMatter(), lines: [], cells: []))
        let run = live.run ?? empty
        guard let parts = try? page.render(run, live.pending) else { return nil }
        return content.withLock { content in
            guard content.path == path else { return nil }
            let old = content.shown
            var new = LivePage(parts: parts, labels: run.notebook.cells.map(\.label), version: content.version)
            if new == old { return nil }
            content.version += 1
            new.version = content.version
            content.shown = new
            return old.map { PageChange(from: $0, to: new) } ?? PageChange(whole: new)
        }
    }

    private func status(of live: LiveRun) -> ServerEvent {
        ServerEvent(name: "status", Status(live, startsEditor: startsEditor))
    }

    /// The page as it is now, if it is the live one.
    func shownPage(at path: String) -> LivePage? {
        content.withLock { $0.path == path ? $0.shown : nil }
    }

    /// Opens a stream for a page that was loaded in some version; nil if there are too many.
    func openStream(path: String, version: Int?) -> EventStream? {
        hub.open {
            let (page, live, current) = content.withLock { ($0.shown, $0.live, $0.path) }
            if current != path { return [ServerEvent(name: "moved", ["page": current])] }
            var events = [status(of: live)]
            if let page, page.version != version {
                events.insert(ServerEvent(name: "page", id: "\(page.version)", PageChange(whole: page)), at: 0)
            }
            if let loop = LoopStatus(live) { events.append(ServerEvent(name: "loop", loop)) }
            return events
        }
    }
}
