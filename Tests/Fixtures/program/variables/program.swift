import Lab

setSeed(0)

// MARK: cell-1

var x = 1
let names = ["x": 1]
func old() -> Int { x }
struct Point { var x = 0; var doubled: Int { x * 2 } }
x += 1

// MARK: cell-2

let x_3 = "two"
let (y, z) = (x_3.count, old())
print("\(x_3) and \("\(x_3)!".count)", y, z, Point(x: 7).x, Point(x: 8).doubled, names["x"] ?? 0)

// MARK: cell-3

func scaled(x: Int, by y: Int = y) -> Int { x * y }
func shadowed(_ z: Int) -> Int {
    let before = y
    let y = z + before
    for x in 0..<2 { if x > y { return x } }
    return y
}
print(scaled(x: 3), shadowed(2), [1, 2].map { x in x + y }, [3].map { $0 + y })
print([Point(x: 5)].map(\.x), [Point(x: 6)].reduce(0) { (sum, point: Point) in sum + point.x })

// MARK: cell-4

var x_5: Int? = 4, y_2: Int? = nil
if let x = x_5 { print("x is", x) }
if let y = y_2 { print(y) } else if let x = x_5, x > 3 { print("no y,", x) }
let add = { [x = x_5] (n: Int) in (x ?? 0) + n }
x_5 = nil
print(add(1), x_5 as Any, y_2 == nil)
switch add(2) {
case let z where z > 5: print("large", z)
case let z: print(z)
}
func loop() -> Int {
    guard let y = y_2 else { return x_5 ?? -1 }
    return y
}
struct Counter {
    var x = 0 { didSet { print(oldValue, "→", x) } }
    var z: Int { get { x } set { x = newValue } }
    mutating func step() { self.x += 1; x += 1 }
}
var counter = Counter()
counter.step()
counter.z = 9
print(loop(), counter.x, counter[keyPath: \.x])

// MARK: cell-5

let z_2 = [x_5 ?? 0, y_2 ?? 1]
do { throw CancellationError() } catch { print("caught", error) }
outer: for x in z_2 { for y in z_2 where x != y { print(x, y); continue outer } }
let `in` = z_2
display(result: z_2)

// MARK: cell-6

guard let x_2 = z_2.first, let last = z_2.last else { fatalError() }
let error = "none", in_2 = 3
do { throw CancellationError() } catch { print("caught", error) }
print(x_2, last, error, in_2)

// MARK: cell-7

let error_2 = 8, x_4 = "taken"
let x_6 = error_2 + 1
print(error_2, x_6, x_4)
