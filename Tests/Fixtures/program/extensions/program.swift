import Foundation
import Lab

setSeed(0)

// MARK: cell-1

infix operator **: MultiplicationPrecedence
func ** (base: Double, power: Double) -> Double { pow(base, power) }
struct Bag { var items = [1, 2] }
extension Bag {
    var count: Int { items.count }
    func sum(of offset: Int = 0) -> Int { items.reduce(offset, +) }
}
extension Array where Element == Double { var mean: Double { reduce(0, +) / Double(count) } }
print(2 ** 3, Bag().count, Bag().sum(), [1.0, 2].mean)

// MARK: cell-2

precedencegroup Piping { associativity: left }
infix operator |>: Piping
func |> <A, B>(value: A, change: (A) -> B) -> B { change(value) }
extension Bag: CustomStringConvertible {
    public var description: String { "bag of \(count)" }
}
print((2 ** 4) |> { $0 + 1 }, [1.0, 3].mean, Bag())

// MARK: cell-3

struct Bag_2 { var weights = [1.5] }
extension Bag_2: CustomStringConvertible {
    var count: Int { weights.count * 100 }
    public var description: String { "new bag of \(count)" }
}
print(Bag_2(), Bag_2().count)

// MARK: cell-4

extension Bag_2 {
    func sum() -> Double { weights.reduce(0, +) }
    static func empty() -> Bag_2 { Bag_2(weights: []) }
}
extension Date: @retroactive ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int) { self.init(timeIntervalSince1970: Double(value)) }
}
print(Bag_2().sum(), Bag_2.empty(), (86400 as Date).timeIntervalSince1970)

// MARK: cell-5

extension Bag_2: Equatable {
    public static func == (a: Bag_2, b: Bag_2) -> Bool { a.sum() == b.sum() }
    static func empty_2() -> Bag_2 { Bag_2(weights: [0]) }
}
print(Bag_2() == Bag_2.empty_2(), Bag_2.empty_2().weights)
