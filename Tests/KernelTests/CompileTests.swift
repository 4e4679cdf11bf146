import Notebook
import SwiftSource
import Testing

@testable import Kernel
