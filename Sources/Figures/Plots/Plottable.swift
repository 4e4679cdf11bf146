/// A number that a figure can show: the usual integer and floating-point types.
public protocol Plottable {
    /// The number as a Double.
    var plotValue: Double { get }
}

extension Plottable where Self: BinaryInteger {
    /// The number as a Double.
    public var plotValue: Double { Double(self) }
}

extension Plottable where Self: BinaryFloatingPoint {
    /// The number as a Double.
    public var plotValue: Double { Double(self) }
}

extension Double: Plottable {}
extension Float: Plottable {}
extension Float16: Plottable {}
extension Int: Plottable {}
extension Int32: Plottable {}
extension Int64: Plottable {}
extension UInt8: Plottable {}

/// The numbers as Doubles; fast for the types that long series have, though called from unoptimised code.
func doubles<Number: Plottable>(_ values: [Number]) -> [Double] {
    if let values = values as? [Double] { return values }
    if let values = values as? [Float] { return values.map(Double.init) }
    return values.map(\.plotValue)
}
