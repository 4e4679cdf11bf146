// What goes wrong
//
// The cells of lesson.md as one program, which prints what they print and show, figures in words.
//
// To build it, save it as Sources/Program/main.swift beside this Package.swift:
//
//     // swift-tools-version: 6.2
//     import PackageDescription
//
//     let package = Package(
//         name: "Program",
//         dependencies: [.package(name: "labbook", path: "/path/to/labbook")],
//         targets: [
//             .executableTarget(
//                 name: "Program",
//                 dependencies: [.product(name: "Lab", package: "labbook")],
//                 swiftSettings: [.defaultIsolation(MainActor.self)])
//         ],
//         swiftLanguageModes: [.v6])
//
// `swift build -c release` makes .build/release/Program; run it in the notebook's folder, where its cells ran.

import Lab

setSeed(42)

// MARK: shapes

// The cell crashed: matrix product: [2, 3] • [2, 3] does not fit (line 6 of the notebook)
//
// let a = Tensor.zeros([2, 3])
// let b = a • Tensor.zeros([2, 3])
// print(b)

// MARK: typo

// Does not compile: value of type 'Parameters' has no member 'lernRate' (line 12 of the notebook)
//
// let rate = params.lernRate

// MARK: after

// Not run: it uses rate of the cell typo, which does not compile
//
// print(rate)
