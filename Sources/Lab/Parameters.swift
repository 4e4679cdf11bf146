import Synchronization

/// The values behind `params`.
package enum Parameters {
    /// A parameter's value as it was given to the kernel.
    package enum Value: Sendable, Codable, Equatable {
        case bool(Bool)
        case int(Int)
        case double(Double)
        case string(String)
    }

    private static let values = Mutex<[String: Value]>([:])

    /// Sets all values.
    package static func set(_ values: [String: Value]) {
        self.values.withLock { $0 = values }
    }

    fileprivate static subscript(name: String) -> Value? {
        values.withLock { $0[name] }
    }
}

/// The value of a parameter that is true or false; the kernel's declaration of `params` calls it.
public func _parameter(_ name: String, default value: Bool) -> Bool {
    if case .bool(let value)? = Parameters[name] { return value }
    return value
}

/// The value of a parameter that is a whole number; the kernel's declaration of `params` calls it.
public func _parameter(_ name: String, default value: Int) -> Int {
    if case .int(let value)? = Parameters[name] { return value }
    return value
}

/// The value of a parameter that is a number; the kernel's declaration of `params` calls it.
public func _parameter(_ name: String, default value: Double) -> Double {
    if case .double(let value)? = Parameters[name] { return value }
    return value
}

/// The value of a parameter that is text; the kernel's declaration of `params` calls it.
public func _parameter(_ name: String, default value: String) -> String {
    if case .string(let value)? = Parameters[name] { return value }
    return value
}
