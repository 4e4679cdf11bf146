/// The index of an export: which file shows what, as CSV for tables, as JSON for programs, as a page for people.
struct DigitIndex {
    let records: [DigitRecord]
    let title: String
    let style: DigitStyle
    /// The sheet on which all digits are, where they are on one.
    let sheet: String?

    func files(withPage: Bool) -> [OutputFolder.TextFile] {
        var files = [
            OutputFolder.TextFile(name: "digits.csv", content: csv, mark: Self.columns),
            OutputFolder.TextFile(name: "digits.json", content: json, mark: Self.jsonMark),
        ]
        if withPage {
            files.append(
                OutputFolder.TextFile(name: "digits.html", content: DigitPage.html(self), mark: DigitPage.mark))
        }
        return files
    }

    private static let columns = "file,index,split,label,prediction,confidence\n"
    private static let jsonMark = "{\"generator\": \"Labbook\","

    private var csv: String {
        var text = Self.columns
        text.reserveCapacity(records.count * 48)
        for record in records {
            text += record.file
            text += ","
            text += String(record.index)
            text += ","
            text += record.split
            text += ","
            if let label = record.label { text += String(label) }
            text += ","
            if let prediction = record.prediction { text += String(prediction.label) }
            text += ","
            if let confidence = record.prediction?.confidence { text += "\(confidence)" }
            text += "\n"
        }
        return text
    }

    private var json: String {
        var text = Self.jsonMark + " \"title\": \(title.quoted), \"digits\": [\n"
        text.reserveCapacity(records.count * 100)
        for (position, record) in records.enumerated() {
            text += "{\"file\": "
            text += record.file.quoted
            text += ", \"index\": "
            text += String(record.index)
            text += ", \"split\": "
            text += record.split.quoted
            if let label = record.label {
                text += ", \"label\": "
                text += String(label)
            }
            if let prediction = record.prediction {
                text += ", \"prediction\": "
                text += String(prediction.label)
                if let confidence = prediction.confidence { text += ", \"confidence\": \(confidence)" }
            }
            text += position == records.count - 1 ? "}\n" : "},\n"
        }
        return text + "]}\n"
    }
}

extension String {
    /// The text as a JSON string, which is safe inside a script element too.
    var quoted: String {
        if utf8.allSatisfy({ $0 > 0x1F && $0 < 0x7F && !"\"\\<>&".utf8.contains($0) }) { return "\"" + self + "\"" }
        var text = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"", "\\": text += "\\" + String(scalar)
            case "<", ">", "&", "\u{0}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}":
                let hexadecimal = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - hexadecimal.count) + hexadecimal
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text + "\""
    }
}
