import Foundation

extension DataSet {
    /// The most bytes that a file of a described set may have: what will be read of an IDX file.
    package static let largestFile = IDXFile.largestSize

    /// Whether a name can be that of a set, a split or a file: it becomes part of paths.
    package static func isUsable(name: String) -> Bool {
        let isPlain = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
            default: false
            }
        }
        return isPlain && !name.isEmpty && name.utf8.count <= 100 && !name.hasPrefix(".") && !name.hasPrefix("-")
    }

    /// Whether a text is a SHA-256 in hexadecimal.
    package static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64 && text.allSatisfy { $0.isASCII && $0.isHexDigit }
    }

    /// Whether a text is the address of a folder that can be fetched from.
    package static func isUsable(address: String) -> Bool {
        ["https://", "http://", "file://"].contains { address.hasPrefix($0) && address.count > $0.count }
            && address.unicodeScalars.allSatisfy { $0.value > 32 && $0.value != 127 }
    }

    /// Keeps the description in the cache, so that the set is known by its name from now on.
    ///
    /// - Throws: `unwritable` where the cache does not allow it, `unavailable` where there is none.
    public func remember(in locations: DataLocations = .current) throws(DataError) {
        guard let cache = locations.cache else {
            throw DataError(.unavailable, title, "there is no place to keep its description: set HOME")
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(self) else { return }
        let folder = cache + "/" + name
        try createFolder(folder)
        // Processes that fetch the same set at once write their descriptions in turn.
        let lock = try FileLock(path: folder + "/.lock", waiting: {})
        defer { withExtendedLifetime(lock) {} }
        let writer = try DataWriter(path: folder + "/.set.json")
        try writer.write(String(decoding: json, as: UTF8.self) + "\n")
        try writer.publish(as: folder + "/" + Self.descriptionFile)
    }

    /// The known sets, and those whose descriptions were kept, by name.
    ///
    /// A description that cannot be read is passed over here; asked for by name it is an error.
    public static func known(in locations: DataLocations = .current) -> [DataSet] {
        var sets = all
        for folder in locations.folders {
            for name in names(inFolder: folder) where !sets.contains(where: { $0.name == name }) {
                if let set = (try? remembered(name, in: folder)) ?? nil { sets.append(set) }
            }
        }
        return sets
    }

    /// The described set of a name, from the first folder that has it.
    static func remembered(_ name: String, in locations: DataLocations) throws(DataError) -> DataSet? {
        guard isUsable(name: name) else { return nil }
        for folder in locations.folders {
            if let set = try remembered(name, in: folder) { return set }
        }
        return nil
    }

    static let descriptionFile = "set.json"

    private static func remembered(_ name: String, in folder: String) throws(DataError) -> DataSet? {
        let path = folder + "/" + name + "/" + descriptionFile
        guard try fileExists(path) else { return nil }
        guard let size = fileSize(path), size <= 1 << 20, let data = FileManager.default.contents(atPath: path),
            let set = try? JSONDecoder().decode(DataSet.self, from: data), set.name == name, set.isSound
        else {
            throw DataError(
                .wrongFormat, path,
                "expected the description of a data set as labbook keeps it, found something else; "
                    + "remove it and fetch the set anew from its YAML file")
        }
        return set
    }

    /// Whether nothing in it could lead out of its folder or be taken for an option.
    private var isSound: Bool {
        Self.isUsable(name: name) && (1...256).contains(classes)
            && splits.allSatisfy { Self.isUsable(name: $0.name) }
            && files.allSatisfy {
                Self.isUsable(name: $0.name) && (1...Self.largestFile).contains($0.size) && Self.isDigest($0.sha256)
            }
            && sources.allSatisfy { source in
                if case .mirror(let address) = source { Self.isUsable(address: address) } else { false }
            }
    }
}
