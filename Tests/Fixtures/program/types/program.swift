import Lab

setSeed(0)

// MARK: cell-1

protocol Shape { func area() -> Double }
struct Square: Shape {
    var side = 2.0
    func area() -> Double { side * side }
}
enum Color { case red, green; static let first = Color.red }
typealias Number = Int
class Base { let name = "base" }
let square = Square()
let all: [any Shape] = [square]

// MARK: cell-2

struct Square_2 {
    var side: Number = 3
    var color: Color? = .green
    struct Corner { var x: Number = 1 }
    var corner = Corner()
    static func unit() -> Square_2 { Square_2(side: 1) }
    func grown() -> Self { var copy = self; copy.side += 1; return copy }
}
extension Square_2: CustomStringConvertible {
    public var description: String { "a square of \(side)" }
}
let second = Square_2()
print(second, Square_2.unit(), second.grown(), square.area(), all.count, Square_2.Corner().x)

// MARK: cell-3

protocol Shape_2 { var sides: Int { get } }
enum Color_2: String, CaseIterable { case blue, white }
typealias Number_2 = Double
class Base_2 { let number: Number_2 = 1.5; init() {} }
final class Derived: Base_2, Shape_2 {
    let sides = 4
    override init() {}
}
extension Square_2: Shape_2 { var sides: Int { 4 } }
func total<S: Shape_2>(_ shapes: [S]) -> Int where S: Sendable { shapes.reduce(0) { $0 + $1.sides } }
print(Color_2.allCases.map(\.rawValue), Derived().number, total([second]), second.color == .green)
let shapes: [any Shape_2] = [second, Derived()]
let numbers = [Number_2](repeating: 0, count: 2), dictionary = [String: Number_2]()
print(shapes.map(\.sides), numbers, dictionary.count, (2 as Number_2), Number_2.self, Number_2("3") ?? 0)

// MARK: cell-4

struct Box<Element> {
    var element: Element
    func map<Color>(_ change: (Element) -> Color) -> Box<Color> { Box<Color>(element: change(element)) }
}
let box = Box(element: Color_2.blue).map { $0.rawValue }
display(result: box.element)

// MARK: cell-5

struct Box_2 { enum Color { case plain }; var color = Color.plain }
let path = \Box_2.color, whole = \Derived.number
func kind(of value: Any) -> String {
    switch value {
    case is Box_2: return "box"
    case let shape as any Shape_2: return "shape of \(shape.sides)"
    case let color as Color_2: return "color \(color)"
    default: return "?"
    }
}
print(kind(of: Box_2()), kind(of: second), kind(of: Color_2.white), kind(of: square), Box_2()[keyPath: path], box.element)
print(Derived()[keyPath: whole])
