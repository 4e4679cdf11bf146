import Lab

setSeed(0)

// MARK: cell-1

func area(_ side: Double) -> Double { side * side }
func area(_ width: Double, by height: Double) -> Double { width * height }
func twice(_ x: Double) -> Double { area(x) * 2 }
func repeated(_ times: Int = 2, _ body: () -> Void) { for _ in 0..<times { body() } }
repeated { print("hello") }
display(result: area(2))

// MARK: cell-2

func area(radius: Double) -> Double { 3 * radius * radius }
print(area(3), area(2, by: 3), area(radius: 1))

// MARK: cell-3

func area_2(_ length: Double) -> Double { length < 1 ? -1 : area_2(length / 2) }
print(area_2(3), area(2, by: 3), area(radius: 1), twice(3), [1, 2, 3].map(area(radius:)))

// MARK: cell-4

func repeated_2(_ times: Int = 2, _ body: () -> Void) { print("not", times) }
repeated_2(1) { print("hello") }
repeated_2 { area_2(4) }
func fibonacci(_ n: Int) -> Int { n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2) }

// MARK: cell-5

func fibonacci_2(_ n: Int) -> Int {
    var memory = [0: 0, 1: 1]
    func number(_ n: Int) -> Int {
        if let known = memory[n] { return known }
        memory[n] = number(n - 1) + number(n - 2)
        return memory[n]!
    }
    return number(n)
}
let twice_2 = fibonacci_2(50)
display(result: twice_2)

// MARK: cell-6

struct Point { var x = 1.0 }
func area_2(_ point: Point) -> Double { point.x }
func + (a: Point, b: Point) -> Point { Point(x: a.x + b.x) }
print(area_2(Point() + Point()), twice_2)

// MARK: cell-7

struct Point_2 { var x = 2.0 }
func area_2(_ point: Point_2) -> Double { point.x * 100 }
func + (a: Point_2, b: Point_2) -> Point_2 { Point_2(x: a.x * b.x) }
print(area_2(Point_2() + Point_2()))
