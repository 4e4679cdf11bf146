import Kernel

// A program that has once entered asynchronous code has threads that no fork brings along, so the kernel host is entered
// before anything else.
if CommandLine.arguments.dropFirst().first == KernelHost.subcommand { KernelHost.main() }
if CommandLine.arguments.dropFirst().first == SessionServer.subcommand { KeptRun.serve() }
Labbook.start()
