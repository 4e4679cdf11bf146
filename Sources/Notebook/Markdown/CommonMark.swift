import CCmark
#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif
import Synchronization

/// A parsed Markdown document; this file is the only one that knows cmark-gfm.
///
/// GitHub's extensions (tables, strikethrough, autolinks, task lists), footnotes, math and references are on.
final class CommonMark {
    private let pointer: OpaquePointer

    /// Parses lines, the first of which is line 1.
    init(lines: some Sequence<String>, mathBlocks: [Int: MathBlocks.Block]) {
        pointer = CommonMark.parse(lines, mathBlocks)
    }

    deinit { cmark_node_free(pointer) }

    /// The node that holds all others.
    var root: Node { Node(pointer: pointer, document: self) }

    /// Visits all nodes in the order of the text, each before its children.
    ///
    /// Footnotes stand at the end, in the order in which the text first refers to them.
    func forEach(_ visit: (Node) -> Void) {
        root.forEach(visit)
    }

    /// A node of a document, which it keeps alive.
    struct Node {
        fileprivate let pointer: OpaquePointer
        fileprivate let document: CommonMark

        fileprivate init(pointer: OpaquePointer, document: CommonMark) {
            self.pointer = pointer
            self.document = document
        }
    }

    /// What a node is, as far as anyone asks.
    enum Kind {
        case blockQuote, codeBlock, htmlBlock, mathBlock, paragraph, heading, table, tableCell, otherBlock
        case text, softBreak, lineBreak, code, math, reference, link, image, htmlInline, otherInline
    }
}

// MARK: - Reading

extension CommonMark.Node {
    /// What the node is.
    var kind: CommonMark.Kind {
        let type = cmark_node_get_type(pointer)
        switch type {
        case CMARK_NODE_TEXT: return .text
        case CMARK_NODE_SOFTBREAK: return .softBreak
        case CMARK_NODE_LINEBREAK: return .lineBreak
        case CMARK_NODE_CODE: return .code
        case CMARK_NODE_LINK: return .link
        case CMARK_NODE_IMAGE: return .image
        case CMARK_NODE_HTML_INLINE: return !isOwn ? .htmlInline : isReference ? .reference : .math
        case CMARK_NODE_PARAGRAPH: return .paragraph
        case CMARK_NODE_HEADING: return .heading
        case CMARK_NODE_BLOCK_QUOTE: return .blockQuote
        case CMARK_NODE_HTML_BLOCK: return .htmlBlock
        case CMARK_NODE_CODE_BLOCK: return isOwn ? .mathBlock : .codeBlock
        default:
            if type.rawValue & UInt32(CMARK_NODE_TYPE_MASK) == UInt32(CMARK_NODE_TYPE_INLINE) { return .otherInline }
            // The types of extensions have numbers of their own only at run time.
            switch String(cString: cmark_node_get_type_string(pointer)) {
            case "table": return .table
            case "table_cell": return .tableCell
            default: return .otherBlock
            }
        }
    }

    /// Whether it is math or a reference.
    private var isOwn: Bool { cmark_node_get_syntax_extension(pointer) == OwnExtension.shared.pointer }
    private var isReference: Bool { cmark_node_get_literal(pointer)?.pointee == CChar(UInt8(ascii: "@")) }

    /// Visits the node and all in it in the order of the text, each before its children.
    func forEach(_ visit: (Self) -> Void) {
        let iterator = cmark_iter_new(pointer)
        defer { cmark_iter_free(iterator) }
        while true {
            let event = cmark_iter_next(iterator)
            if event == CMARK_EVENT_DONE { return }
            if event == CMARK_EVENT_ENTER { visit(with(cmark_iter_get_node(iterator))) }
        }
    }

    var parent: Self? { cmark_node_parent(pointer).map(with) }
    var firstChild: Self? { cmark_node_first_child(pointer).map(with) }
    var next: Self? { cmark_node_next(pointer).map(with) }
    var previous: Self? { cmark_node_previous(pointer).map(with) }
    var lastChild: Self? { cmark_node_last_child(pointer).map(with) }

    /// The text of a text, code or code block node.
    var literal: String { string(cmark_node_get_literal(pointer)) }
    /// The text of a paragraph, heading or table cell before it was parsed for inlines, in UTF-8.
    var content: [UInt8] {
        guard let text = cmark_node_get_string_content(pointer) else { return [] }
        return Array(UnsafeRawBufferPointer(start: text, count: strlen(text)))
    }
    /// The first and last line, from 1, and the column of the start in UTF-8 bytes, from 1.
    var startLine: Int { Int(cmark_node_get_start_line(pointer)) }
    var endLine: Int { Int(cmark_node_get_end_line(pointer)) }
    var startColumn: Int { Int(cmark_node_get_start_column(pointer)) }

    /// Whether a code block has fences.
    var isFenced: Bool {
        var (length, offset, character): (Int32, Int32, CChar) = (0, 0, 0)
        return cmark_node_get_fenced(pointer, &length, &offset, &character) == 1
    }
    /// What stands behind the opening fence of a code block.
    var fenceInfo: String { string(cmark_node_get_fence_info(pointer)) }
    var headingLevel: Int { Int(cmark_node_get_heading_level(pointer)) }
    var url: String { string(cmark_node_get_url(pointer)) }
    var title: String { string(cmark_node_get_title(pointer)) }

    /// The TeX of a math node, whether it is display math, its label, and where in the content of its block the
    /// TeX starts.
    var math: (tex: String, display: Bool, label: String?, offset: Int) {
        let text = literal.utf8
        let label = text.prefix { $0 != UInt8(ascii: "\n") }
        let data = Int(bitPattern: cmark_node_get_user_data(pointer))
        let tex = String(Substring(text.dropFirst(label.count + 1)))
        return (tex, data & 1 == 1, label.isEmpty ? nil : String(Substring(label)), data >> 1)
    }

    /// The label of a reference node, and where in the content of its block its `@` stands.
    var reference: (label: String, offset: Int) {
        (String(literal.dropFirst()), Int(bitPattern: cmark_node_get_user_data(pointer)) >> 1)
    }

    private func with(_ pointer: OpaquePointer) -> Self { Self(pointer: pointer, document: document) }
    private func string(_ text: UnsafePointer<CChar>?) -> String { text.map { String(cString: $0) } ?? "" }
}

// MARK: - Changing and rendering

extension CommonMark.Node {
    /// The HTML of the node and all in it; raw HTML passes.
    var html: String {
        guard let text = cmark_render_html(pointer, CommonMark.options, nil) else { return "" }
        defer { free(text) }
        return String(cString: text)
    }

    /// Changes the text of a text or HTML node.
    func setText(_ text: String) { cmark_node_set_literal(pointer, CommonMark.withoutNUL(text)) }

    func setURL(_ url: String) { cmark_node_set_url(pointer, url) }

    /// Puts HTML in the place of the node and all in it.
    func replace(withHTML html: String) {
        let isBlock =
            cmark_node_get_type(pointer).rawValue & UInt32(CMARK_NODE_TYPE_MASK) == UInt32(CMARK_NODE_TYPE_BLOCK)
        replace(with: isBlock ? CMARK_NODE_HTML_BLOCK : CMARK_NODE_HTML_INLINE, html)
    }

    /// Puts plain text in the place of the node and all in it.
    func replace(withText text: String) { replace(with: CMARK_NODE_TEXT, text) }

    /// Puts the children of a block between two pieces of HTML in its place.
    func replace(withOpening opening: String, closing: String) {
        let wrapper = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK)
        cmark_node_set_on_enter(wrapper, CommonMark.withoutNUL(opening))
        cmark_node_set_on_exit(wrapper, CommonMark.withoutNUL(closing))
        while let child = cmark_node_first_child(pointer) { cmark_node_append_child(wrapper, child) }
        cmark_node_free(cmark_node_replace(pointer, wrapper) == 1 ? pointer : wrapper)
    }

    /// Puts the children of an inline in its place.
    func replaceWithChildren() {
        while let child = cmark_node_first_child(pointer) { cmark_node_insert_before(pointer, child) }
        remove()
    }

    /// Takes the node and all in it out of the document.
    func remove() {
        cmark_node_unlink(pointer)
        cmark_node_free(pointer)
    }

    private func replace(with type: cmark_node_type, _ literal: String) {
        let node = cmark_node_new(type)
        cmark_node_set_literal(node, CommonMark.withoutNUL(literal))
        cmark_node_free(cmark_node_replace(pointer, node) == 1 ? pointer : node)
    }
}

// MARK: - Parsing

extension CommonMark {
    /// Quotation marks and dashes become those of print, as Quarto makes them.
    fileprivate static let options = CMARK_OPT_UNSAFE | CMARK_OPT_FOOTNOTES | CMARK_OPT_SMART

    /// Texts go to C as strings that end at a NUL.
    fileprivate static func withoutNUL(_ text: String) -> String {
        text.utf8.contains(0) ? text.replacing("\0", with: "\u{FFFD}") : text
    }

    /// cmark keeps the set of characters that its extensions look at in a global variable.
    private static let parsing = Mutex(())

    private static func parse(_ lines: some Sequence<String>, _ mathBlocks: [Int: MathBlocks.Block]) -> OpaquePointer {
        parsing.withLock { _ in
            let own = OwnExtension.shared
            own.blocks = mathBlocks
            defer { own.blocks = [:] }
            let parser = cmark_parser_new(options)
            defer { cmark_parser_free(parser) }
            // Tables take every line of a paragraph for themselves, so math is asked first.
            cmark_parser_attach_syntax_extension(parser, own.pointer)
            for name in ["table", "strikethrough", "autolink", "tasklist"] {
                cmark_parser_attach_syntax_extension(parser, cmark_find_syntax_extension(name))
            }
            for var line in lines {
                line += "\n"
                line.withUTF8 { bytes in
                    bytes.withMemoryRebound(to: CChar.self) { cmark_parser_feed(parser, $0.baseAddress, $0.count) }
                }
            }
            return cmark_parser_finish(parser)
        }
    }
}

/// The extension that takes math and references out before Markdown looks at them.
private final class OwnExtension: @unchecked Sendable {
    /// All state is read and written only while `CommonMark.parsing` is locked.
    static let shared = OwnExtension()

    let pointer: OpaquePointer
    var blocks: [Int: MathBlocks.Block] = [:]

    private init() {
        cmark_gfm_core_extensions_ensure_registered()
        pointer = cmark_syntax_extension_new("labbook")
        let characters = "$@".utf8.reduce(nil) { list, character in
            let data = UnsafeMutableRawPointer(bitPattern: Int(character))
            return cmark_llist_append(cmark_get_default_mem_allocator(), list, data)
        }
        cmark_syntax_extension_set_special_inline_chars(pointer, characters)
        cmark_syntax_extension_set_match_inline_func(pointer) { _, _, _, character, inlines in
            switch character {
            case UInt8(ascii: "$"): OwnExtension.shared.math(inlines!)
            case UInt8(ascii: "@"): OwnExtension.shared.reference(inlines!)
            default: nil
            }
        }
        cmark_syntax_extension_set_open_block_func(pointer) { _, indented, parser, container, _, _ in
            indented == 0 ? OwnExtension.shared.openBlock(parser!, in: container!) : nil
        }
        cmark_syntax_extension_set_match_block_func(pointer) { _, parser, _, _, container in
            let block = OwnExtension.shared.blocks[Int(cmark_node_get_start_line(container))]
            return Int(cmark_parser_get_line_number(parser)) <= block?.endLine ?? 0 ? 1 : 0
        }
    }

    private func math(_ inlines: OpaquePointer) -> OpaquePointer? {
        let start = Int(cmark_inline_parser_get_offset(inlines))
        func byte(_ offset: Int) -> UInt8 { cmark_inline_parser_peek_at(inlines, Int32(offset)) }
        func text(_ range: Range<Int>) -> String { String(decoding: range.map(byte), as: UTF8.self) }
        switch MathScanner.match(at: start, byte) {
        case .text(let length):
            cmark_inline_parser_set_offset(inlines, Int32(start + length))
            let node = cmark_node_new(CMARK_NODE_TEXT)
            cmark_node_set_literal(node, String(repeating: "$", count: length))
            return node
        case .math(let tex, let display, let label, let end):
            cmark_inline_parser_set_offset(inlines, Int32(end))
            return node((label.map(text) ?? "") + "\n" + text(tex), data: tex.lowerBound << 1 | (display ? 1 : 0))
        }
    }

    private func reference(_ inlines: OpaquePointer) -> OpaquePointer? {
        let start = Int(cmark_inline_parser_get_offset(inlines))
        func byte(_ offset: Int) -> UInt8 { cmark_inline_parser_peek_at(inlines, Int32(offset)) }
        guard let end = ReferenceScanner.end(ofReferenceAt: start, byte) else { return nil }
        cmark_inline_parser_set_offset(inlines, Int32(end))
        return node(String(decoding: (start..<end).map(byte), as: UTF8.self), data: start << 1)
    }

    /// A node with a text and a number. A table's cell can hold inline HTML, but no inline of a custom type.
    private func node(_ literal: String, data: Int) -> OpaquePointer? {
        let node = cmark_node_new(CMARK_NODE_HTML_INLINE)
        cmark_node_set_literal(node, literal)
        cmark_node_set_user_data(node, UnsafeMutableRawPointer(bitPattern: data))
        cmark_node_set_syntax_extension(node, pointer)
        return node
    }

    /// A block of display math is a code block to cmark: its lines are kept as they are.
    private func openBlock(_ parser: OpaquePointer, in container: OpaquePointer) -> OpaquePointer? {
        let offset = cmark_parser_get_first_nonspace(parser)
        guard let block = blocks[Int(cmark_parser_get_line_number(parser))], block.indent == Int(offset) else {
            return nil
        }
        let node = cmark_parser_add_child(parser, container, CMARK_NODE_CODE_BLOCK, offset + 1)
        cmark_node_set_syntax_extension(node, pointer)
        return node
    }
}
