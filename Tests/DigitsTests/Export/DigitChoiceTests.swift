import Digits
import Testing

@Suite("Choosing digits")
struct DigitChoiceTests {
    let home = try! TemporaryFolder()
    let images = DigitImages(
        pixels: [UInt8](repeating: 0, count: 10), labels: [4, 9, 4, 9, 1, 4, 9, 1, 0, 4], height: 1, width: 1)
    let predictions = Predictions(
        labels: [4, 4, 9, 9, 7, 9, 9, 1, 0, 1], confidences: [0.9, 0.6, 0.8, 1, 0.5, 0.7, 1, 1, 1, 0.9])

    private func indices(_ change: (inout DigitChoice) -> Void) throws -> [Int] {
        var choice = DigitChoice()
        change(&choice)
        return try choice.indices(in: images, predictions: predictions)
    }

    @Test("all, a range, labels, and both")
    func plain() throws {
        #expect(try indices { _ in } == Array(0..<10))
        #expect(try indices { $0.range = 2..<5 } == [2, 3, 4])
        #expect(try indices { $0.labels = [1, 0] } == [4, 7, 8])
        #expect(try indices { ($0.range, $0.labels) = (5..<10, [4]) } == [5, 9])
        #expect(try indices { $0.range = 3..<3 } == [])
    }

    @Test("mistakes come surest first, confusions in both directions")
    func mistakes() throws {
        #expect(try indices { $0.onlyWrong = true } == [9, 2, 5, 1, 4])
        #expect(try indices { $0.confused = .init(4, 9) } == [2, 5, 1])
        #expect(try indices { $0.confused = .init(9, 4) } == [2, 5, 1])
        #expect(try indices { ($0.confused, $0.labels) = (.init(4, 9), [9]) } == [1])
    }

    @Test("a random draw is the same for the same seed, has no digit twice, and keeps the order")
    func random() throws {
        let first = try indices { ($0.randomCount, $0.seed) = (5, 1) }
        #expect(first == (try indices { ($0.randomCount, $0.seed) = (5, 1) }))
        #expect(first != (try indices { ($0.randomCount, $0.seed) = (5, 2) }))
        #expect(Set(first).count == 5 && first == first.sorted())
        #expect(try indices { $0.randomCount = 100 }.count == 10)
        #expect(try indices { $0.randomCount = 0 }.isEmpty)
    }

    @Test("what is not there is said")
    func missing() {
        func fault(_ change: (inout DigitChoice) -> Void, _ predictions: Predictions? = nil) -> String? {
            var choice = DigitChoice()
            change(&choice)
            return dataError { () throws(DataError) in
                _ = try choice.indices(in: images, predictions: predictions, subject: "MNIST, test")
            }?.description
        }
        #expect(fault { $0.range = 5..<11 } == "MNIST, test: expected a range in 0..<10, found 5..<11")
        #expect(fault { $0.labels = [7] } == "MNIST, test: expected a label that is one of 0, 1, 4, 9, found 7")
        #expect(
            fault { $0.onlyWrong = true } == "MNIST, test: expected predictions, to know which are wrong, found none")
    }

    @Test(
        "predictions are read from CSV and JSON in their forms",
        arguments: [
            "index,prediction,confidence\n0,7,0.5\n2,1,\n", "\u{FEFF}0,7,0.5\r\n2,1\r\n",
            "confidence,prediction,index\n0.5,7,0\n,1,2",
            "[{\"index\":0,\"prediction\":7,\"confidence\":0.5},{\"index\":2,\"prediction\":1}]",
            " {\"predictions\": [{\"index\":0,\"prediction\":7,\"confidence\":0.5},{\"index\":2,\"prediction\":1}]}",
        ])
    func predictionFiles(_ content: String) throws {
        let read = try Predictions(file: home.write("p", Array(content.utf8)))
        #expect(read.count == 2 && read[1] == nil)
        #expect(read[0] == .init(label: 7, confidence: 0.5) && read[2] == .init(label: 1))
    }

    @Test("a JSON list of classes begins at index 0")
    func plainList() throws {
        #expect(try Predictions(file: home.write("p", Array("[7, 2]".utf8)))[1] == .init(label: 2))
    }

    @Test(
        "broken predictions name their place",
        arguments: [
            ("0,7\nx,1\n", ":2: expected an index and a prediction, both integers, found \"x,1\""),
            ("0,7,2\n", ":1: expected an index and a class from 0 on, and a confidence from 0 to 1, found 0, 7, 2.0"),
            ("0,7\n0,8\n", ":2: expected one prediction for each index, found 0 again"),
            ("file,label\n", ": expected the columns index, prediction and confidence, found \"file,label\""),
            ("[1, {}]", ", element 1: expected an index and a prediction, both integers, found something else"),
            ("{\"a\": ", ": expected JSON or CSV, found text that is neither"),
            ("{}", ": expected a list of predictions, found something else"),
        ])
    func broken(_ content: String, _ message: String) throws {
        let path = try home.write("p", Array(content.utf8))
        let error = try #require(dataError { () throws(DataError) in _ = try Predictions(file: path) })
        #expect(error.kind == .badPrediction && error.description == path + message)
    }
}
