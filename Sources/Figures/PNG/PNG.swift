internal import CPNG
public import Foundation

/// A PNG file: a picture, its resolution, and texts about it.
///
/// The same value gives the same bytes, always: no date, no name of a machine is written.
public struct PNG: Sendable, Equatable {
    /// The picture.
    public var image: Image
    /// Pixels in a metre on paper or screen, where it is known. `PNG.pixelsPerMetre(scale:)` has it for screens.
    public var pixelsPerMetre: Int?
    /// Texts by keyword, such as "Title" and "Software", in the order in which they are written.
    public var texts: [Text]

    /// A text and what it is about.
    public struct Text: Sendable, Equatable {
        /// What the text is, in 1 to 79 Latin letters: "Title", "Author", "Description", "Source", "Software", …
        public var keyword: String
        /// The text.
        public var text: String

        /// Creates a text.
        public init(_ keyword: String, _ text: String) {
            self.keyword = keyword
            self.text = text
        }
    }

    /// How much time goes into making a file small.
    public enum Effort: Sendable {
        /// As little as possible.
        case quick
        /// About twice as much, for a fifth less of a figure: right for what is kept or sent.
        case thorough
    }

    /// Creates a file of a picture.
    public init(_ image: Image, pixelsPerMetre: Int? = nil, texts: [Text] = []) {
        self.image = image
        self.pixelsPerMetre = pixelsPerMetre
        self.texts = texts
    }

    /// Reads a PNG file of any kind: palettes, 16 bits a channel, interlaced rows.
    ///
    /// The picture is grey where the file has neither colour nor transparency, else RGBA. A header that promises more
    /// pixels than allowed is refused before any memory is taken for them.
    /// - Throws: `PNGError`, which says what is wrong with the file.
    public init(decoding bytes: some Sequence<UInt8>, maximumPixels: Int = 1 << 24) throws(PNGError) {
        let bytes = Array(bytes)
        var picture = cpng_picture()
        try reportingErrors { message in
            cpng_read(bytes, bytes.count, UInt64(clamping: maximumPixels), &picture, message)
        }
        defer { cpng_free_picture(&picture) }
        let (width, height) = (Int(picture.width), Int(picture.height))
        let pixels = UnsafeBufferPointer(start: picture.pixels, count: picture.bytes_per_row * height)
        image = Image(
            width: width, height: height, format: picture.layout == CPNG_GRAY ? .gray : .rgba, pixels: Array(pixels))
        pixelsPerMetre = picture.pixels_per_metre == 0 ? nil : Int(picture.pixels_per_metre)
        texts = UnsafeBufferPointer(start: picture.texts, count: picture.text_count).map { text in
            Text(String(latin1: text.keyword), text.utf8 ? String(cString: text.text) : String(latin1: text.text))
        }
    }

    /// The bytes of the file.
    /// - Throws: `PNGError` for a keyword that the format does not allow.
    public func encoded() throws(PNGError) -> Data {
        let layout =
            switch image.format {
            case .gray: CPNG_GRAY
            case .rgb: CPNG_RGB
            case .rgba: CPNG_RGBA
            }
        return try image.pixels.withUnsafeBufferPointer { pixels throws(PNGError) in
            try PNG.encode(
                UnsafeRawBufferPointer(pixels), bytesPerRow: image.width * image.format.rawValue, width: image.width,
                height: image.height,
                layout: layout, pixelsPerMetre: pixelsPerMetre, texts: texts)
        }
    }

    /// Pixels in a metre of a picture with so many pixels for each CSS pixel, of which there are 96 in an inch.
    public static func pixelsPerMetre(scale: Double) -> Int {
        Int((96 * scale / 0.0254).rounded())
    }

    /// Encodes pixels as cairo draws them: four bytes each, blue, green, red, and one of no meaning.
    static func encode(
        bgrx pixels: UnsafeRawBufferPointer, bytesPerRow: Int, width: Int, height: Int, scale: Double, texts: [Text],
        effort: Effort
    ) throws(PNGError) -> Data {
        try encode(
            pixels, bytesPerRow: bytesPerRow, width: width, height: height, layout: CPNG_BGRX,
            pixelsPerMetre: pixelsPerMetre(scale: scale), texts: texts, effort: effort)
    }

    private static func encode(
        _ pixels: UnsafeRawBufferPointer, bytesPerRow: Int, width: Int, height: Int, layout: cpng_layout,
        pixelsPerMetre: Int?, texts: [Text], effort: Effort = .quick
    ) throws(PNGError) -> Data {
        var strings: [cpng_text] = []
        defer {
            for string in strings {
                free(string.keyword)
                free(string.text)
            }
        }
        for text in texts {
            strings.append(try text.forC())
        }
        var bytes: UnsafeMutablePointer<UInt8>?
        var count = 0
        try strings.withUnsafeMutableBufferPointer { strings throws(PNGError) in
            // The writer only reads the pixels; the same C structure serves the reader, which fills them.
            var picture = cpng_picture(
                pixels: UnsafeMutablePointer(mutating: pixels.bindMemory(to: UInt8.self).baseAddress),
                bytes_per_row: bytesPerRow, width: UInt32(width), height: UInt32(height), layout: layout,
                pixels_per_metre: UInt32(clamping: pixelsPerMetre ?? 0), thorough: effort == .thorough,
                texts: strings.baseAddress, text_count: strings.count)
            try reportingErrors { message in cpng_write(&picture, &bytes, &count, message) }
        }
        return Data(bytesNoCopy: bytes!, count: count, deallocator: .free)
    }
}

/// Why a PNG file could not be read or written.
public struct PNGError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What was wrong, as a sentence without a full stop.
    public let description: String
}

extension PNG.Text {
    /// The text as C strings, which the caller frees: Latin-1 where it will do, for every reader knows that.
    fileprivate func forC() throws(PNGError) -> cpng_text {
        let latin = Array(keyword.unicodeScalars)
        let printable = latin.allSatisfy { (32...126).contains($0.value) || (161...255).contains($0.value) }
        guard (1...79).contains(latin.count), printable, latin.first != " ", latin.last != " ",
            !keyword.contains("  ")
        else {
            throw PNGError(
                description: "a PNG keyword is 1 to 79 Latin letters without spaces at its ends, found \"\(keyword)\"")
        }
        let scalars = text.unicodeScalars.filter { $0 != "\0" }
        let utf8 = scalars.contains { $0.value > 255 }
        var bytes = utf8 ? Array(String(String.UnicodeScalarView(scalars)).utf8) : scalars.map { UInt8($0.value) }
        bytes.append(0)
        return cpng_text(keyword: cString(latin.map { UInt8($0.value) } + [0]), text: cString(bytes), utf8: utf8)
    }
}

private func cString(_ bytes: [UInt8]) -> UnsafeMutablePointer<CChar>? {
    bytes.withUnsafeBytes { strdup($0.bindMemory(to: CChar.self).baseAddress!) }
}

extension String {
    /// The text of a C string in Latin-1, where every byte is the code of its character.
    fileprivate init(latin1 string: UnsafePointer<CChar>) {
        var text = String.UnicodeScalarView()
        for byte in UnsafeBufferPointer(start: string, count: strlen(string)) {
            text.append(Unicode.Scalar(UInt8(bitPattern: byte)))
        }
        self.init(text)
    }
}

/// Calls a function that leaves a message where it fails, and throws that message.
private func reportingErrors(_ body: (UnsafeMutablePointer<CChar>) -> Bool) throws(PNGError) {
    var message = [CChar](repeating: 0, count: Int(CPNG_MESSAGE_SIZE))
    let succeeded = message.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    guard succeeded else {
        let text = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        throw PNGError(description: "not a PNG file that can be used: " + String(decoding: text, as: UTF8.self))
    }
}
