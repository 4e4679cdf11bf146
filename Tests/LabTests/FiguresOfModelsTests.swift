import Lab
import Testing

/// Figures that are made of models, and the forms in which figures go to the report.
struct FiguresOfModelsTests {
    @Test("filters are the columns of the weights, as pictures")
    func filters() {
        let grid = filterGrid(Tensor([1, 2, 3, 4, 5, 6, 7, 8], shape: [4, 2]))
        #expect(grid.weights == [1, 3, 5, 7, 2, 4, 6, 8])
        #expect(grid.imageWidth == 2 && grid.imageHeight == 2)
        let wide = filterGrid(Tensor([1, 2, 3, 4, 5, 6], shape: [6, 1]), width: 3)
        #expect(wide.imageWidth == 3 && wide.imageHeight == 2)
    }

    @Test("regions ask a classifier about the middle of each cell, the top row first")
    func regionsOfClassifier() {
        var asked = Tensor([0])
        let regions = regions(x: 0...4, y: 0...2, columns: 2, rows: 2) { places in
            asked = places
            return places.scalars.count == 8 ? [0, 1, 2, 3] : []
        }
        #expect(asked == Tensor([[1, 1.5], [3, 1.5], [1, 0.5], [3, 0.5]]))
        #expect(regions.classes == [0, 1, 2, 3] && regions.x == 0...4 && regions.y == 0...2)
    }

    @Test("a grid of digits has a form for phones, one of very many digits has none")
    func narrowForms() {
        func bundle(_ count: Int) -> MIMEBundle {
            let noise = (0..<count * 784).map { (place: Int) -> Float in Float((place * 7919 + place / 13) % 251) / 251
            }
            return ImageGrid(pixels: noise, captions: Array(repeating: "7", count: count)).mimeBundle(format: .png)
        }
        let few = bundle(20)
        #expect(few.data["image/png;width=narrow"] != nil && few.data["image/png;theme=dark;width=narrow"] != nil)
        #expect(few.metadata["narrowWidth"].flatMap { Int($0) }.map { $0 <= 360 } == true)
        let many = bundle(400)
        #expect(many.data["image/png"] != nil && many.data["image/png;width=narrow"] == nil)
        #expect(many.metadata["narrowWidth"] == nil)
    }

    @Test("a model's filters are those of its first layer that has pictures, as many as asked for")
    func filtersOfModel() {
        let model = Sequential {
            Dense(inputSize: 5, outputSize: 9)
            Dense(inputSize: 9, outputSize: 7)
        }
        #expect(filterGrid(model).weights.count == 9 * 7)
        #expect(filterGrid(model, count: 2).weights.count == 9 * 2)
    }

    @Test("a diagram has the shapes between the layers, those of sequences within too")
    func diagram() {
        let model = Sequential {
            Sequential { Dense(inputSize: 6, outputSize: 4, activation: .relu) }
            Dense(inputSize: 4, outputSize: 2)
        }
        let diagram = model.diagram(title: "Net")
        #expect(diagram.input == [6])
        #expect(diagram.layers.map(\.output) == [[4], [2]])
        #expect(diagram.layers.map(\.parameters) == [28, 10])
        #expect(diagram.altText == "Net: 6 → Dense 6 → 4, relu → 4 → Dense 4 → 2 → 2; 38 parameters")
    }

    private struct Own: Layer {
        let first = Dense(inputSize: 3, outputSize: 2)
        let second = Dense(inputSize: 2, outputSize: 1)
        func callAsFunction(_ input: Tensor) -> Tensor { second(first(input)) }
    }

    @Test("a model of one's own type is drawn from its parts")
    func ownModel() {
        #expect(Own().diagram().layers.map(\.output) == [[2], [1]])
    }

    @Test("a confusion matrix has as many classes as occur, or as there are names")
    func confusion() {
        #expect(confusionMatrix([0, 1], [2, 1]).counts.count == 9)
        #expect(confusionMatrix([0, 1], [1, 1], names: ["a", "b", "c"]).names == ["a", "b", "c"])
        #expect(confusionMatrix([], []).counts == [0])
        let counted = ConfusionMatrix(predictions: [2, 1], labels: [0, 1], classes: 3)
        #expect(counted.plot(title: "a") == confusionMatrix([0, 1], [2, 1], title: "a"))
        #expect(ConfusionMatrix(predictions: [], labels: [], classes: 101).mimeBundle.data.isEmpty)
    }

    @Test("a figure goes to the report in two themes, with its words and its numbers")
    func bundle() throws {
        let bundle = LinePlot([1, 2], title: "a").mimeBundle
        let forms = ["image/png", "image/png;theme=dark"]
        #expect(Set(bundle.data.keys) == Set(forms + forms.map { $0 + ";width=narrow" }))
        #expect(bundle.metadata["width"] == "640" && bundle.metadata["narrowWidth"] == "360")
        #expect(bundle.metadata["alt"] == bundle.text["text/plain"])
        #expect(
            bundle.text["application/vnd.labbook.table+json"]?.contains(#""rows":[[1,1],[2,2]]"#) == true)
        let svg = LinePlot([1, 2]).mimeBundle(format: .svg)
        #expect(svg.data.isEmpty)
        #expect(svg.text["image/svg+xml"]?.hasPrefix("<?xml") == true)
        #expect(svg.text["image/svg+xml;theme=dark"] != svg.text["image/svg+xml"])
        #expect(svg.text["image/svg+xml;width=narrow"]?.contains("width=\"360px\"") == true)
        let small = ImageGrid(pixels: []).mimeBundle
        #expect(small.text["application/vnd.labbook.table+json"] == nil)
        #expect(Set(small.data.keys) == Set(forms), "what is narrow has no other form for phones")
    }
}
