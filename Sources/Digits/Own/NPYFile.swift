import Foundation

/// The content of an .npy file, as NumPy writes arrays (NEP 1): numbers of one type, row by row.
struct NPYFile {
    let path: String
    let shape: [Int]
    /// The number of elements.
    let count: Int
    private let bytes: [UInt8]
    private let start: Int
    private let element: Element

    var isFloat: Bool { element.kind == "f" }

    /// All elements, in their order.
    var values: some Collection<Double> { (0..<count).lazy.map { self[$0] } }

    subscript(index: Int) -> Double {
        bytes.withUnsafeBytes { element.value($0, at: start + index * element.size) }
    }

    /// Reads a file; the sizes of its header are checked against the file before anything is made of them.
    ///
    /// - Throws: `DataError` for a file that is no .npy, is cut off, or holds what cannot be used.
    init(path: String) throws(DataError) {
        let limit = 1 << 28
        let bytes = try wholeFile(path, limit: limit)
        guard bytes.starts(with: [0x93] + Array("NUMPY".utf8)), bytes.count >= 12 else {
            throw DataError(.wrongFormat, path, expected: "an .npy file", found: "another kind of file")
        }
        let isFirstVersion = bytes[6] == 1
        let length = isFirstVersion ? 2 : 4
        let headerLength = (0..<length).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
        let start = 8 + length + headerLength
        guard (1...3).contains(bytes[6]), headerLength <= 1 << 16, start <= bytes.count else {
            throw DataError(.wrongFormat, path, expected: "an .npy header of version 1, 2 or 3", found: "another")
        }
        let header = String(decoding: bytes[(8 + length)..<start], as: UTF8.self)
        guard let type = Self.entry("descr", of: header), let shapeText = Self.entry("shape", of: header),
            let shape = Self.shape(shapeText), let order = Self.entry("fortran_order", of: header)
        else {
            throw DataError(
                .wrongFormat, path, expected: "a header with descr, fortran_order and shape", found: "another")
        }
        guard order == "False" || shape.count <= 1 else {
            throw DataError(.wrongFormat, path, expected: "an array stored row by row", found: "one stored by columns")
        }
        guard let element = Element(type) else {
            throw DataError(
                .wrongFormat, path, expected: "integers or floats of 1, 2, 4 or 8 bytes", found: "the type \(type)")
        }
        var count = 1
        for size in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard !overflow, product <= limit else {
                throw DataError(.impossibleSize, path, expected: "at most \(limit.grouped) numbers", found: "\(shape)")
            }
            count = product
        }
        guard bytes.count - start == count * element.size else {
            throw DataError(
                .wrongLength, path, expected: "\((count * element.size).grouped) bytes after the header as it promises",
                found: (bytes.count - start).grouped)
        }
        self.path = path
        self.shape = shape
        self.count = count
        self.bytes = bytes
        self.start = start
        self.element = element
    }

    /// What stands at a key of the header, which is a Python dictionary of one line.
    private static func entry(_ key: String, of header: String) -> String? {
        guard let place = header.range(of: "'\(key)':") else { return nil }
        let rest = header[place.upperBound...].drop { $0 == " " }
        switch rest.first {
        case "'": return rest.dropFirst().firstIndex(of: "'").map { String(rest[rest.startIndex..<$0].dropFirst()) }
        case "(": return rest.firstIndex(of: ")").map { String(rest[rest.startIndex..<$0].dropFirst()) }
        default: return rest.first == nil ? nil : String(rest.prefix { $0.isLetter })
        }
    }

    private static func shape(_ text: String) -> [Int]? {
        let sizes = text.split(separator: ",").map { $0.filter { $0 != " " } }.filter { !$0.isEmpty }.map { Int($0) }
        return sizes.contains { $0 == nil || $0! < 0 } ? nil : sizes.compactMap(\.self)
    }

    /// The type of an element, such as `|u1`, `<i8` or `<f4`.
    private struct Element {
        let isBigEndian: Bool
        let kind: Character
        let size: Int

        init?(_ text: String) {
            let parts = Array(text)
            guard parts.count == 3, "<>|=".contains(parts[0]), "uifb".contains(parts[1]),
                let size = parts[2].wholeNumberValue,
                [1, 2, 4, 8].contains(size), parts[1] != "f" || size >= 4
            else { return nil }
            isBigEndian = parts[0] == ">"
            kind = parts[1]
            self.size = size
        }

        func value(_ raw: UnsafeRawBufferPointer, at place: Int) -> Double {
            var bits: UInt64 = 0
            for byte in 0..<size {
                bits |= UInt64(raw[place + (isBigEndian ? size - 1 - byte : byte)]) << UInt64(8 * byte)
            }
            switch kind {
            case "f": return size == 4 ? Double(Float(bitPattern: UInt32(bits))) : Double(bitPattern: bits)
            case "i":
                let shift = UInt64(64 - 8 * size)
                return Double(Int64(bitPattern: bits << shift) >> Int64(shift))
            default: return Double(bits)
            }
        }
    }
}

extension DigitImages {
    /// Reads images from an .npy file, and their labels from the one beside it.
    ///
    /// Integers go from 0 to 255; floats from 0 to 1, or to 255 where one is larger than 1.
    init(npy path: String) throws(DataError) {
        let file = try NPYFile(path: path)
        let area = file.shape.dropFirst().reduce(1, *)
        let side = Int(Double(area).squareRoot())
        let size: (height: Int, width: Int)
        switch file.shape.count {
        case 3: size = (file.shape[1], file.shape[2])
        case 4 where file.shape[3] == 1: size = (file.shape[1], file.shape[2])
        case 2 where side * side == area: size = (side, side)
        default:
            throw DataError(
                .wrongFormat, path, expected: "the shape [n, height, width] or [n, pixels of a square image]",
                found: "\(file.shape)")
        }
        guard size.height > 0, size.width > 0 else {
            throw DataError(.wrongFormat, path, expected: "images that have pixels", found: "the shape \(file.shape)")
        }
        let scale = file.isFloat && !file.values.contains { $0 > 1 } ? 255.0 : 1
        guard file.values.allSatisfy({ (0...255).contains($0) }) else {
            throw DataError(.wrongFormat, path, expected: "pixels from 0 to 255", found: "others")
        }
        let labels = try Self.labels(beside: path, count: file.shape[0])
        self.init(
            pixels: file.values.map { UInt8(($0 * scale).rounded()) }, labels: labels, height: size.height,
            width: size.width)
    }

    private static func labels(beside path: String, count: Int) throws(DataError) -> [Int] {
        let cut = path.utf8.lastIndex(of: UInt8(ascii: "/")).map { path.utf8.index(after: $0) } ?? path.startIndex
        let (folder, name) = (String(path[..<cut]), String(path[cut...]))
        var candidates: [String] = []
        if name.contains("images") { candidates.append(folder + name.replacing("images", with: "labels")) }
        if name.hasPrefix("x") || name.hasPrefix("X") { candidates.append(folder + "y" + name.dropFirst()) }
        if let place = name.range(of: "_x") {
            candidates.append(folder + name[..<place.lowerBound] + "_y" + name[place.upperBound...])
        }
        var found: String?
        for candidate in candidates where try fileExists(candidate) { found = found ?? candidate }
        guard let found else {
            throw DataError(
                .unavailable, path,
                expected: "its labels in a file beside it, as images.npy and labels.npy, or x.npy and y.npy",
                found: "none")
        }
        let file = try NPYFile(path: found)
        guard file.shape.first == count, file.count == count else {
            throw DataError(
                .countMismatch, found, expected: "\(count.grouped) labels, one for each image in \(path)",
                found: "the shape \(file.shape)")
        }
        if let wrong = (0..<count).first(where: { !(0...255).contains(file[$0]) || file[$0] != file[$0].rounded() }) {
            throw DataError(
                .badLabel, found, expected: "labels from 0 to 255", found: "\(file[wrong]) for image \(wrong)")
        }
        return file.values.map { Int($0) }
    }
}
