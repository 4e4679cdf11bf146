import Lab

/// The notebook's parameters, with the values of this run.
struct Parameters {
    let steps = 3
    let rate = 0.5
    let name = "a \"quoted\" \\(name)"
    let quick = true
}

let params = Parameters()
setSeed(5)

// # Not all of it

// MARK: cell-1

print(params.steps, params.rate, params.name, params.quick)
display(result: params.name)

// ## Broken on purpose

// MARK: index

// The cell crashed: Index out of range (line 25 of the notebook)
//
// let list = [1, 2]
// print("before")
// list[params.steps]

// MARK: typo

// Does not compile: cannot find 'parms' in scope (line 31 of the notebook)
//
// print(parms.steps)
// /* a comment
//
//    of several lines */

// MARK: cell-4

// Not run: the cell says eval: false
//
// let shown = "not run"

// ## Quiet

// MARK: thrown

// An error was thrown: Swift.CancellationError() (line 46 of the notebook)
//
// throw CancellationError()

// MARK: hushed

params.steps + 1;

// MARK: void

func say() { print("said") }
say()

// MARK: shown-twice

display("first")
metric("steps", params.steps)
metric("rate", Float(0.1))
progress("step", 1, of: 3)
display(Table(columns: ["a", "b"], rows: [[1, 2.5]]))

// MARK: only-a-comment

// Nothing here.

// MARK: cell-10

struct Parameters_2 { let steps = 8 }
let params_2 = Parameters_2()
display(result: params_2.steps)  // again
