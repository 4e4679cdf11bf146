// Every kind of output
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

/// The notebook's parameters, with the values of this run.
struct Parameters {
    let epochs = 3
}

let params = Parameters()
setSeed(42)

// ## Streams and values

// MARK: streams

/// Says hello.
func greet(_ name: String) -> String { "hello \(name)" }
print(greet("you"))

// ## Training

// MARK: train

for epoch in 1...params.epochs { step(epoch) }

// ## Only shown

// MARK: cell-3

// Not run: a cell before it failed
//
// let later = 1

// MARK: cell-4

display(result: table)
