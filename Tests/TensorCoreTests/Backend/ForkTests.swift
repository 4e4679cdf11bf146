import Glibc
import TensorCore
import Testing

/// `fork`, which Swift hides; a notebook's snapshots are forks.
private func forkProcess() -> pid_t {
    typealias Function = @convention(c) () -> pid_t
    return unsafeBitCast(dlsym(nil, "fork"), to: Function.self)()
}

@Suite struct ForkTests {
    @Test("training goes on through three generations of forks, and in the parents after")
    func generations() async {
        await #expect(processExitsWith: .success) {
            Backend.threads = 2
            let expected = train()
            func generation(_ depth: Int) {
                guard train() == expected else { exit(10 + Int32(depth)) }
                guard depth < 3 else { return }
                let child = forkProcess()
                if child == 0 {
                    generation(depth + 1)
                    _exit(0)
                }
                var status: Int32 = -1
                guard waitpid(child, &status, 0) == child, status == 0 else { exit(20 + Int32(depth)) }
                guard train() == expected else { exit(30 + Int32(depth)) }
            }
            generation(0)
            exit(0)
        }
    }

    @Test("no thread is left after stopWorkers, and the next product starts them again")
    func stopping() async {
        await #expect(processExitsWith: .success) {
            Backend.stopWorkers()
            let before = threadCount()
            Backend.threads = 3
            let result = train()
            guard threadCount() == before + 2 else { exit(2) }
            Backend.stopWorkers()
            guard threadCount() == before else { exit(3) }
            exit(train() == result ? 0 : 4)
        }
    }
}

/// A few steps with products large enough for all threads.
private func train() -> Tensor {
    var w = Tensor.randomNormal([256, 128], using: RandomGenerator(seed: 1)) * 0.1
    let x = Tensor.randomNormal([128, 256], using: RandomGenerator(seed: 2))
    for _ in 0..<3 {
        let gradients = valueWithGradients(of: [w]) { (relu(x • w) * relu(x • w)).mean() }.gradients
        w -= 0.1 * gradients[0]
    }
    return w
}

private func threadCount() -> Int {
    guard let folder = opendir("/proc/self/task") else { return -1 }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    return count - 2
}
