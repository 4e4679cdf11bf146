import Lab

setSeed(0)

// MARK: cell-1

let rate = 1
private let seed = 7
private func helper() -> Int { seed + rate }
print(helper())

// MARK: cell-2

private let rate_2 = 0.5
fileprivate struct Local { var seed = rate_2 }
private func helper_2() -> Double { Local().seed * rate_2 }
print(helper_2())

// MARK: cell-3

private func helper_3() -> String { "rate \(rate)" }
private(set) var shared = rate
print(helper_3(), shared)

// MARK: cell-4

var shared_2 = rate + 1
fileprivate struct Local_2 { let name = "third" }
print(shared_2, Local_2().name)
