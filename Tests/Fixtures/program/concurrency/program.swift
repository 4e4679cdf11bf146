import Lab

setSeed(0)

// MARK: cell-1

func later(_ value: Int) async -> Int {
    await Task.yield()
    return value
}
let value = await later(1)
print(value)

// MARK: cell-2

actor Counter {
    var count = 0
    func step() -> Int {
        count += 1
        return count
    }
}
let counter = Counter()
let value_2 = await counter.step() + value_of(3)
func value_of(_ x: Int) -> Int { x }
let total = await withTaskGroup(of: Int.self) { group in
    for index in 0..<3 { group.addTask { await later(index) } }
    var total = 0
    for await value in group { total += value }
    return total
}
print(value_2, total)
display(result: await later(total))

// MARK: cell-3

let (first, second) = (await later(4), try await { () async throws -> Int in await later(5) }())
for await number in AsyncStream<Int>(unfolding: { nil }) { print(number) }
print(first, second, value_2)

// MARK: cell-4

async let first_2 = later(6)
let sum = await first_2 + later(1)
print(sum)

// MARK: cell-5

async let (third, fourth) = (later(7), later(8))
let sum_2 = await third + fourth
print(sum_2, first)
display(result: sum_2)
