import CKernel
public import Foundation
import Glibc
import Kernel
import Notebook

/// Runs the lessons of a course that have to run, several at once, each in a process of its own.
public struct CourseRunner {
    /// What happens during the runs, for who watches them.
    public enum Event {
        /// A lesson begins to run; why it has to.
        case started(path: String, reason: String)
        /// Lines that its run wrote to standard error.
        case told(path: String, String)
        /// Its run is over.
        case finished(path: String, seconds: Double, outcome: Outcome)
        /// Nothing happened for a while; which lessons run, and for how many seconds.
        case waiting(running: [(path: String, seconds: Double)], done: Int, of: Int)
    }

    /// How a lesson's run ended.
    public enum Outcome: Equatable, Sendable {
        /// Its results are there, good or bad.
        case finished(failed: Bool)
        /// The run was not possible; it told why.
        case unusable
        /// The process was ended from outside, or died: what happened, as a phrase.
        case died(String)
        /// It was not started, since the course was interrupted.
        case notStarted
    }

    private let folder: URL
    private let jobs: Int
    private let timeout: Double?
    private let program = LessonInputs.programIdentity()
    private let observer: (Event) -> Void

    /// Prepares runs.
    ///
    /// - Parameters:
    ///   - folder: The folder of the site, in which each lesson has one of its own.
    ///   - jobs: How many lessons may run at once.
    ///   - timeout: Seconds that a cell may take where neither it nor the front matter says so.
    ///   - observer: Is told what happens.
    public init(folder: URL, jobs: Int, timeout: Double?, observer: @escaping (Event) -> Void) {
        self.folder = folder
        self.jobs = max(1, jobs)
        self.timeout = timeout
        self.observer = observer
    }

    /// A lesson that has to run.
    struct Job {
        var entry: Course.Entry
        var reason: String
        var cost: LessonInputs.Cost?
    }

    /// The lessons whose inputs are others than those of their results, or whose results are bad.
    func jobs(of course: Course) -> [Job] {
        course.entries.filter { $0.notebook.hasCode }.compactMap { entry in
            guard let old = LessonInputs(in: place(of: entry)) else {
                return Job(entry: entry, reason: "it has no results yet")
            }
            let new = LessonInputs(of: entry.notebook, program: program)
            return new.change(since: old).map { Job(entry: entry, reason: $0, cost: old.cost) }
        }
    }

    func place(of entry: Course.Entry) -> URL { entry.place(in: folder) }

    /// Runs what has to run.
    ///
    /// The calling thread must be the program's main thread: the processes end with it.
    ///
    /// - Returns: How each run ended, by path, and whether somebody asked the program to end.
    func run(_ jobs: [Job]) throws -> (outcomes: [String: Outcome], isInterrupted: Bool) {
        var outcomes: [String: Outcome] = [:]
        // What takes longest starts first, so that nothing long is left for the end; what was never run is taken as long.
        var waiting = jobs.enumerated().sorted {
            let (left, right) = ($0.element.cost?.seconds ?? .infinity, $1.element.cost?.seconds ?? .infinity)
            return left == right ? $0.offset < $1.offset : left > right
        }.map(\.element)
        var running: [(job: Job, process: LessonProcess)] = []
        let interrupts = waiting.isEmpty ? -1 : labbook_catch_interrupts()
        var interruptions = 0

        while !running.isEmpty || !waiting.isEmpty {
            while let index = next(in: waiting, beside: running.map(\.job)) {
                let job = waiting.remove(at: index)
                running.append((job, try start(job)))
            }
            wait(for: [interrupts] + running.flatMap(\.process.descriptors))
            if Self.takeByte(from: interrupts) {
                interruptions += 1
                for job in waiting { outcomes[job.entry.path] = .notStarted }
                waiting = []
                for (_, process) in running { process.end(atOnce: interruptions > 1) }
            }
            for (job, process) in running {
                if let text = process.takeErrors() { observer(.told(path: job.entry.path, text)) }
            }
            for index in running.indices.reversed() {
                guard let ending = running[index].process.ending() else { continue }
                let (job, process) = running.remove(at: index)
                if let text = process.takeErrors() { observer(.told(path: job.entry.path, text)) }
                outcomes[job.entry.path] = finish(job, process, ending, isInterrupted: interruptions > 0)
            }
            observer(
                .waiting(
                    running: running.map { ($0.job.entry.path, Self.seconds(of: $0.process)) }, done: outcomes.count,
                    of: jobs.count))
        }
        return (outcomes, interruptions > 0)
    }

    // MARK: Which lesson is next

    /// The first of the waiting lessons that can run beside those that do; nil if none can.
    private func next(in waiting: [Job], beside running: [Job]) -> Int? {
        if running.isEmpty { return waiting.isEmpty ? nil : 0 }
        if running.count >= jobs || running.contains(where: \.entry.runsAlone) { return nil }
        // What those that run will still take is not known; what they have is no longer available.
        let available = Memory.available
        return waiting.firstIndex { !$0.entry.runsAlone && Self.memory(of: $0) <= available }
    }

    /// The memory that a lesson is expected to need, in bytes: half as much again as last time.
    private static func memory(of job: Job) -> Int {
        job.cost.map { $0.memory + $0.memory / 2 } ?? 700 << 20
    }

    // MARK: One lesson

    private func start(_ job: Job) throws -> LessonProcess {
        let place = place(of: job.entry)
        LessonInputs.remove(from: place)
        observer(.started(path: job.entry.path, reason: job.reason))
        let parent = place.deletingLastPathComponent().path
        return try LessonProcess(
            ["run", job.entry.notebook.file, "-o", parent, "--keep", "0"]
                + (timeout.map { ["--timeout", "\($0)"] } ?? []))
    }

    private func finish(
        _ job: Job, _ process: LessonProcess, _ ending: LessonProcess.Ending, isInterrupted: Bool
    ) -> Outcome {
        let outcome: Outcome
        switch ending.code {
        case 0: outcome = .finished(failed: false)
        case 1: outcome = .finished(failed: true)
        case 2: outcome = .unusable
        case let code?: outcome = .died("Labbook ended with status \(code)")
        case nil: outcome = .died("Labbook was ended by signal \(ending.signal ?? 0)")
        }
        let seconds = Self.seconds(of: process)
        if outcome == .finished(failed: false), let now = try? Notebook(file: job.entry.notebook.file),
            now.lines == job.entry.notebook.lines
        {
            // Files are looked at after the run, which may have written some of those that it names.
            var inputs = LessonInputs(of: now, program: program)
            inputs.cost = LessonInputs.Cost(seconds: seconds, memory: ending.memory)
            inputs.write(to: place(of: job.entry))
        }
        observer(.finished(path: job.entry.path, seconds: seconds, outcome: outcome))
        return outcome
    }

    private static func seconds(of process: LessonProcess) -> Double {
        (ContinuousClock.now - process.started) / .seconds(1)
    }

    // MARK: Waiting

    /// Waits until one of the descriptors can be read, or half a second.
    private func wait(for descriptors: [Int32]) {
        var waited = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        _ = poll(&waited, nfds_t(waited.count), 500)
        // A pipe whose other end is closed stays ready until its process is seen to have ended, which takes no time.
        if waited.dropFirst().contains(where: { $0.revents & Int16(POLLHUP) != 0 && $0.revents & Int16(POLLIN) == 0 }) {
            usleep(2000)
        }
    }

    private static func takeByte(from descriptor: Int32) -> Bool {
        guard descriptor >= 0 else { return false }
        var byte: UInt8 = 0
        return read(descriptor, &byte, 1) == 1
    }
}

extension Notebook {
    /// Whether there is anything to run.
    var hasCode: Bool { cells.contains(where: \.options.eval) || !inlineValues.isEmpty }
}
