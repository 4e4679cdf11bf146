// swift-tools-version: 6.2
import Foundation
import PackageDescription

// SwiftSyntax comes with every Linux toolchain, prebuilt and in step with the compiler that compiles the cells. The
// toolchain in use is the one whose runtime this manifest itself runs on.
let toolchainSwiftSyntax: String? = {
    // A file handle, because whole-file readers stop at the first page of /proc files.
    let maps = try? FileHandle(forReadingAtPath: "/proc/self/maps")?.readToEnd()
    let lines = String(decoding: maps ?? Data(), as: UTF8.self).split(separator: "\n")
    guard let path = lines.first(where: { $0.hasSuffix("/libswiftCore.so") })?.drop(while: { $0 != "/" })
    else { return nil }
    let host = URL(fileURLWithPath: String(path))
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "host").path
    return FileManager.default.fileExists(atPath: host + "/SwiftParser.swiftmodule") ? host : nil
}()

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

// Whoever imports SwiftSource, however far off, must be able to find the modules that it imports.
let swiftSyntaxSearch: [SwiftSetting] = toolchainSwiftSyntax.map { [.unsafeFlags(["-I", $0])] } ?? []
let swiftSyntaxLinking: [LinkerSetting] =
    toolchainSwiftSyntax.map {
        [
            .unsafeFlags(["-L", $0, "-Xlinker", "-rpath", "-Xlinker", $0]),
            .linkedLibrary("SwiftSyntax"), .linkedLibrary("SwiftParser"), .linkedLibrary("SwiftIDEUtils"),
        ]
    } ?? []
let swiftSyntaxPackage: [Package.Dependency] =
    toolchainSwiftSyntax == nil ? [.package(url: "https://github.com/swiftlang/swift-syntax", from: "603.0.0")] : []
let swiftSyntaxProducts: [Target.Dependency] =
    toolchainSwiftSyntax == nil
    ? ["SwiftSyntax", "SwiftParser", "SwiftIDEUtils"].map { .product(name: $0, package: "swift-syntax") } : []

let package = Package(
    name: "labbook",
    products: [
        .library(name: "TensorCore", targets: ["TensorCore"]),
        .library(name: "Lab", targets: ["Lab", "TensorCore", "Digits", "Figures"]),
        .executable(name: "labbook", targets: ["labbook"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.0"),
        .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
    ] + swiftSyntaxPackage,
    targets: [
        // What a cell can use.
        .target(name: "TensorCore", dependencies: ["CMatrix", "CDNNL", "CZlib"], swiftSettings: strict),
        .target(name: "Digits", dependencies: ["TensorCore", "Figures", "CZlib", "CCrypto"], swiftSettings: strict),
        .target(name: "Figures", dependencies: ["CCairo", "CFreeType", "CPNG"], swiftSettings: strict),
        .target(name: "Lab", dependencies: ["TensorCore", "Digits", "Figures"], swiftSettings: strict),

        // From a Markdown file to a report.
        .target(
            name: "Notebook", dependencies: ["CCmark", .product(name: "Yams", package: "Yams")], swiftSettings: strict),
        .target(
            name: "SwiftSource", dependencies: swiftSyntaxProducts, swiftSettings: strict + swiftSyntaxSearch,
            linkerSettings: swiftSyntaxLinking),
        .target(
            name: "Kernel",
            dependencies: [
                "Notebook", "SwiftSource", "Lab", "CKernel",
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: strict + swiftSyntaxSearch),
        .target(
            name: "Report",
            dependencies: ["Notebook", "SwiftSource", .product(name: "Mustache", package: "swift-mustache")],
            resources: [.copy("Theme")],
            swiftSettings: strict + swiftSyntaxSearch),
        .target(
            name: "Course", dependencies: ["Kernel", "Report", "Notebook", "Digits", "CKernel"],
            resources: [.copy("Templates")],
            swiftSettings: strict + swiftSyntaxSearch),
        .target(
            name: "Preview",
            dependencies: [
                "Kernel", "Report", "Notebook", .product(name: "FlyingFox", package: "FlyingFox"),
                .product(name: "FlyingSocks", package: "FlyingFox"),
            ],
            resources: [.copy("Assets")],
            swiftSettings: strict + swiftSyntaxSearch),
        .executableTarget(
            name: "labbook",
            dependencies: [
                "Course", "Kernel", "Preview", "Report", "Notebook", "Digits", "Figures",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict + swiftSyntaxSearch,
            // Cells are loaded into this program and find Lab in it.
            linkerSettings: [.unsafeFlags(["-Xlinker", "--export-dynamic"])]),

        // For developers: how fast the tensor core, figures, exports and pages are.
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "TensorCore", "Digits", "Figures", "Notebook", "Report",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict + swiftSyntaxSearch),

        // One target for each C library.
        .systemLibrary(name: "CDNNL", providers: [.apt(["libdnnl-dev"])]),
        .systemLibrary(name: "CCairo", providers: [.apt(["libcairo2-dev"])]),
        .systemLibrary(name: "CFreeType", providers: [.apt(["libfreetype-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CCrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CCmark", providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"])]),
        .target(name: "CPNG", linkerSettings: [.linkedLibrary("png")]),
        .target(name: "CMatrix"),
        .target(name: "CKernel"),

        .testTarget(name: "TensorCoreTests", dependencies: ["TensorCore"], swiftSettings: strict),
        .testTarget(name: "DigitsTests", dependencies: ["Digits", "Figures"], swiftSettings: strict),
        .testTarget(name: "FiguresTests", dependencies: ["Figures"], swiftSettings: strict),
        .testTarget(name: "LabTests", dependencies: ["Lab"], swiftSettings: strict),
        .testTarget(name: "NotebookTests", dependencies: ["Notebook"], swiftSettings: strict),
        .testTarget(name: "ReportTests", dependencies: ["Report"], swiftSettings: strict + swiftSyntaxSearch),
        .testTarget(
            name: "SwiftSourceTests", dependencies: ["SwiftSource"], swiftSettings: strict + swiftSyntaxSearch),
        .testTarget(
            name: "KernelTests", dependencies: ["Kernel", "CKernel", "Notebook", "SwiftSource"],
            swiftSettings: strict + swiftSyntaxSearch),
        .testTarget(
            name: "PreviewTests",
            dependencies: [
                "labbook", "Preview", "Report", "Notebook", .product(name: "FlyingSocks", package: "FlyingFox"),
            ],
            swiftSettings: strict + swiftSyntaxSearch),
        .testTarget(
            name: "CourseTests", dependencies: ["Course", "Notebook"], swiftSettings: strict + swiftSyntaxSearch),
        .testTarget(
            name: "CommandLineTests",
            dependencies: ["labbook", .product(name: "Subprocess", package: "swift-subprocess")],
            swiftSettings: strict + swiftSyntaxSearch),
    ],
    swiftLanguageModes: [.v6]
)
