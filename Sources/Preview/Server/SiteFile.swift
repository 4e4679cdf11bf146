package import Foundation

/// A file of a site, found by the path of an address.
package struct SiteFile {
    /// The file's path, free of symbolic links.
    package let path: String
    /// What the browser is to take it for.
    package let type: String

    /// The names in a path, decoded; nil if one of them could lead elsewhere.
    package static func names(in path: Substring) -> [String]? {
        var names: [String] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            guard let name = part.removingPercentEncoding, !name.isEmpty, !name.hasPrefix("."),
                !name.contains(where: { "/\\\0".contains($0) })
            else { return nil }
            names.append(name)
        }
        return names
    }

    /// The file of these names in a folder; nil if there is none, or it lies outside of the folder.
    package init?(_ names: [String], in folder: URL) {
        guard let root = Self.realPath(folder.path),
            let path = Self.realPath(folder.appending(path: names.joined(separator: "/")).path),
            path.hasPrefix(root + "/")
        else { return nil }
        let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        guard type == .typeRegular else { return nil }
        self.path = path
        let ending = URL(fileURLWithPath: path).pathExtension.lowercased()
        self.type = Self.types[ending] ?? "application/octet-stream"
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static let types = [
        "html": "text/html; charset=utf-8", "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "json": "application/json", "png": "image/png", "svg": "image/svg+xml", "jpg": "image/jpeg",
        "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp", "avif": "image/avif", "pdf": "application/pdf",
        "md": "text/plain; charset=utf-8", "swift": "text/plain; charset=utf-8", "csv": "text/csv; charset=utf-8",
        "txt": "text/plain; charset=utf-8",
    ]
}
