internal import Foundation

/// An SVG file as cairo writes it, and what cairo cannot write: sharp images and a description.
struct SVGText {
    /// The file.
    var cairo: String
    /// Images, which are laid over all else: a figure draws nothing on its images.
    var images: [(image: Image, place: Rect)]

    /// The whole file.
    func text(description: String) throws(PNGError) -> String {
        var text = cairo
        // A number that counts all drawings of the process; the same figure must give the same file.
        if let id = text.range(of: #" id="surface[0-9]+""#, options: .regularExpression) { text.removeSubrange(id) }
        if let tag = text.range(of: "<svg "), let end = text.range(of: ">", range: tag.upperBound..<text.endIndex) {
            text.insert(contentsOf: "\n<title>\(description.escapedForXML)</title>", at: end.upperBound)
            text.insert(contentsOf: "role=\"img\" ", at: tag.upperBound)
        }
        guard !images.isEmpty, let end = text.range(of: "</svg>", options: .backwards) else { return text }
        var elements = "<g style=\"image-rendering:pixelated\">\n"
        for (image, place) in images {
            let data = try PNG(image).encoded().base64EncodedString()
            elements +=
                "<image x=\"\(place.x)\" y=\"\(place.y)\" width=\"\(place.width)\" height=\"\(place.height)\" "
                + "preserveAspectRatio=\"none\" xlink:href=\"data:image/png;base64,\(data)\"/>\n"
        }
        text.insert(contentsOf: elements + "</g>\n", at: end.lowerBound)
        return text
    }
}

extension String {
    /// The text between the tags of an XML file.
    fileprivate var escapedForXML: String {
        onOneLine.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .filter { $0 != "\u{FFFE}" && $0 != "\u{FFFF}" }
    }
}
