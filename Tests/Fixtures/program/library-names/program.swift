import Lab

setSeed(0)

// MARK: cell-1

let row = relu(Tensor([-1, 2]))
print(max(1, 2), row.scalars, abs(-3), min(4, 5))
display(result: row)

// MARK: cell-2

func min_2(_ a: Int, _ b: Int) -> Int { a - b }
func abs(value: Int) -> Int { 77 }
let max_2 = 3, relu_2 = 4
print(min_2(1, 2), max_2, abs(value: 1), abs(-4), relu_2)

// MARK: cell-3

extension Array where Element == Int {
    var max: Int { reduce(0) { $0 > $1 ? $0 : $1 } }
    var twiceMax: Int { max * 2 }
}
print([4, 9].twiceMax, [5].max, max_2)

// MARK: cell-4

let display_2 = "shown", params = 3, setSeed_2 = 0
func print(_ number: Int) { Swift.print("number", number) }
print(params + setSeed_2)
display(result: display_2)

// MARK: cell-5

struct Table { var rows = 3 }
display(result: display_2.count + Table().rows)
