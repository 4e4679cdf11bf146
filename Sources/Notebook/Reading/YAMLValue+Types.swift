/// Typed readings of a YAML value. Each records what it expected and found when there is no such value.
extension YAMLValue {
    /// A text; numbers, dates and truth values count as the text that is written.
    ///
    /// The line end that YAML leaves behind a text of several lines is none of its content here.
    func readText(_ name: String, _ findings: inout Findings) -> String? {
        if let text, scalar != .null {
            return String(text[..<(text.lastIndex { $0 != "\n" }.map(text.index(after:)) ?? text.startIndex)])
        }
        fail(name, expects: "text", &findings)
        return nil
    }

    /// True or false.
    func readBool(_ name: String, _ findings: inout Findings) -> Bool? {
        if case .bool(let value)? = scalar { return value }
        fail(name, expects: "true or false", &findings)
        return nil
    }

    /// A positive, finite number of seconds.
    func readSeconds(_ name: String, _ findings: inout Findings) -> Double? {
        switch scalar {
        case .int(let value) where value > 0: return Double(value)
        case .double(let value) where value > 0 && value.isFinite: return value
        default:
            fail(name, expects: "a number of seconds greater than 0", &findings)
            return nil
        }
    }

    /// An integer from 0 to the largest of 64 bits.
    func readUnsigned(_ name: String, _ findings: inout Findings) -> UInt64? {
        switch scalar {
        case .int(let value) where value >= 0: return UInt64(value)
        case .unsigned(let value): return value
        case .int, .hugeInteger: fail(name, expects: "an integer from 0 to \(UInt64.max)", &findings)
        default: fail(name, expects: "an integer", &findings)
        }
        return nil
    }

    /// A value for a parameter, with the type that it has in YAML.
    func readParameter(_ name: String, _ findings: inout Findings) -> ParameterValue? {
        switch scalar {
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .double(let value): return .double(value)
        case .string: return .string(text ?? "")
        case .unsigned, .hugeInteger: fail(name, expects: "an integer of 64 bits", &findings)
        case .null, nil: fail(name, expects: "true, false, a number or text", &findings)
        }
        return nil
    }

    /// A text or a list of texts.
    func readTexts(_ name: String, _ findings: inout Findings) -> [String] {
        guard let elements else {
            if text != nil, scalar != .null { return [text!] }
            fail(name, expects: "text or a list of texts", &findings)
            return []
        }
        return elements.compactMap { $0.readText(name, &findings) }
    }

    /// Records that a value is not what it should be.
    func fail(_ name: String, expects expectation: String, _ findings: inout Findings) {
        findings.error("\(name) expects \(expectation), found \(found)", at: place)
    }
}
