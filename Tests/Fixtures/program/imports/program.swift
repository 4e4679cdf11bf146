import Foundation
import Lab
import Synchronization
import struct Foundation.Date

setSeed(0)

// MARK: cell-1

let e = exp(1.0)
display(result: e)

// MARK: cell-2

// What comes next is needed below.

// MARK: cell-3

display(result: Date(timeIntervalSince1970: 0).timeIntervalSince1970)

// MARK: cell-4

let mutex = Mutex(3)

print(mutex.withLock { $0 })


#if os(Linux)
    let os = "Linux"
#else
    let os = "else"
#endif
#if os(Linux)
    print(os)
#endif

// MARK: cell-5

let os_2 = 1, e_2 = "e"
#if os(Linux) && !os(macOS)
    print("on", os_2, e_2)
#endif
