/// A kind of number that files hold, and how to read it as Float32.
enum ScalarKind {
    case float16, bfloat16, float32, float64
    case signed(bytes: Int)
    case unsigned(bytes: Int)

    var size: Int {
        switch self {
        case .float16, .bfloat16: 2
        case .float32: 4
        case .float64: 8
        case .signed(let bytes), .unsigned(let bytes): bytes
        }
    }

    /// A tensor from `count` numbers, each `size` bytes; the caller has made sure that they are there.
    func tensor(_ bytes: ArraySlice<UInt8>, shape: [Int], isBigEndian: Bool = false) -> Tensor {
        let result = Tensor(uninitialized: shape)
        let target = result.pointer
        let size = size
        bytes.withUnsafeBytes { bytes in
            for i in 0..<result.count {
                var bits: UInt64 = 0
                for j in 0..<size {
                    let byte = bytes[i * size + (isBigEndian ? j : size - 1 - j)]
                    bits = bits << 8 | UInt64(byte)
                }
                target[i] = number(bits)
            }
        }
        return result
    }

    private func number(_ bits: UInt64) -> Float {
        switch self {
        case .float32: Float(bitPattern: UInt32(truncatingIfNeeded: bits))
        case .float64: Float(Double(bitPattern: bits))
        case .bfloat16: Float(bitPattern: UInt32(truncatingIfNeeded: bits) << 16)
        case .float16: Self.half(UInt32(truncatingIfNeeded: bits))
        case .unsigned: Float(bits)
        case .signed(let size): Float(Int64(bitPattern: bits << (64 - 8 * UInt64(size))) >> (64 - 8 * Int64(size)))
        }
    }

    /// A number of 16 bits, five of them exponent, by IEEE 754.
    private static func half(_ bits: UInt32) -> Float {
        let sign: Float = bits & 0x8000 == 0 ? 1 : -1
        let (exponent, fraction) = (Int(bits >> 10 & 31), Float(bits & 1023))
        return switch exponent {
        case 0: sign * fraction * 0x1p-24
        case 31: fraction == 0 ? sign * .infinity : .nan
        default: sign * (fraction + 1024) * Float(sign: .plus, exponent: exponent - 25, significand: 1)
        }
    }
}

/// The number of scalars of a shape from a file; nil where a size is below 0 or there are more than memory could hold.
func checkedScalarCount(_ shape: [Int]) -> Int? {
    var count = 1
    for size in shape {
        let (product, overflows) = count.multipliedReportingOverflow(by: size)
        guard size >= 0, !overflows, product < 1 << 48 else { return nil }
        count = product
    }
    return count
}
