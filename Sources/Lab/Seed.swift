/// Starts all random numbers of the notebook from a seed; the kernel calls it before the first cell.
package func seed(_ seed: UInt64) {
}
