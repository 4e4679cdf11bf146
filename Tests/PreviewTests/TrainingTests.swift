import Notebook
import Preview
import Testing

@Suite("What a cell tells of its loop")
struct TrainingTests {
    private let start = ContinuousClock.now

    private func report(_ step: Int, of total: Int? = 100, loss: Double = 1) -> Output {
        .progress(
            Progress(
                label: "step", step: step, total: total,
                values: [.init(name: "epoch", value: 1), .init(name: "loss", value: loss)]))
    }

    @Test("the time left is that of the steps so far, and none is known after the first report or without an end")
    func remaining() {
        var training = Training()
        training.add(report(10), now: start)
        #expect(training.remaining(at: start + .seconds(3)) == nil)
        training.add(report(30), now: start + .seconds(4))
        #expect(training.remaining(at: start + .seconds(4)) == 14)
        training.add(report(2, of: nil), now: start + .seconds(5))
        training.add(report(3, of: nil), now: start + .seconds(6))
        #expect(training.remaining(at: start + .seconds(6)) == nil)
    }

    @Test("a loop that starts again is timed from there")
    func again() {
        var training = Training()
        for step in 1...100 { training.add(report(step), now: start + .seconds(step)) }
        training.add(report(1), now: start + .seconds(200))
        training.add(report(2), now: start + .seconds(201))
        #expect(training.remaining(at: start + .seconds(201)) == 98)
    }

    @Test("numbers have lines of their own, counts have none, and what is not finite is left out")
    func series() {
        var training = Training()
        training.add(report(1, loss: 2), now: start)
        training.add(report(2, loss: .nan), now: start)
        training.add(report(3, loss: 1), now: start)
        training.add(.metric(name: "accuracy", value: 0.5), now: start)
        #expect(training.series.map(\.name) == ["loss", "accuracy"])
        #expect(training.series[0].points == [[1, 2], [3, 1]])
    }

    @Test("a long line keeps its first point, its newest, and few enough between", arguments: [399, 5000, 100_001])
    func long(count: Int) {
        var training = Training()
        for step in 1...count { training.add(report(step, of: count, loss: 1 / Double(step)), now: start) }
        let points = training.series[0].points
        #expect(points.count <= Training.Series.limit + 1)
        #expect(points.count >= min(count, Training.Series.limit / 2))
        #expect(points.first == [1, 1])
        #expect(points.last == [Double(count), 1 / Double(count)])
        #expect(zip(points, points.dropFirst()).allSatisfy { $0[0] < $1[0] })
    }
}

@Suite("Which cell is which after an edit")
struct CellMatchTests {
    private func cells(_ sources: String...) -> [Cell] {
        sources.enumerated().map { Cell(label: "cell-\($0 + 1)", fenceLine: 1, line: 1, source: $1) }
    }

    @Test("a cell is known by its code where another is put in or taken away, and by its label where it changed")
    func matches() {
        let old = cells("a", "b", "c")
        #expect(CellMatch.indices(of: cells("a", "new", "b", "c"), in: old) == [0, nil, 1, 2])
        #expect(CellMatch.indices(of: cells("a", "c"), in: old) == [0, 2])
        #expect(CellMatch.indices(of: cells("a", "B", "c"), in: old) == [0, 1, 2])
        #expect(CellMatch.indices(of: cells("a", "a"), in: cells("a")) == [0, nil])
    }
}
