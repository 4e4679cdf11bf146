internal import SwiftIDEUtils
internal import SwiftParser
internal import SwiftSyntax

/// A piece of Swift source and what it is, for a reader's eye.
public struct HighlightedSpan: Sendable, Equatable {
    /// What a piece of source is.
    public enum Kind: String, Sendable, CaseIterable {
        /// Blanks, punctuation, plain names.
        case plain
        /// A keyword, contextual ones included.
        case keyword
        /// The name of a type.
        case type
        /// A string or a regular expression, its quotes included.
        case string
        /// A number.
        case number
        /// A comment that is not documentation.
        case comment
        /// A documentation comment.
        case documentation
        /// An attribute or a modifier.
        case attribute
        /// The name of what is called or declared as callable.
        case call
        /// A label of an argument or parameter.
        case label
        /// An operator.
        case `operator`
        /// A compiler directive such as `#if`.
        case directive
    }

    /// The text, exactly as it stands in the source.
    public var text: String
    /// What it is.
    public var kind: Kind

    /// Creates a span.
    public init(text: String, kind: Kind) {
        self.text = text
        self.kind = kind
    }
}

/// Divides Swift source into spans of one kind each; their texts joined are the source again.
///
/// Any text may be passed: what does not parse is `plain`.
public func highlightedSpans(of source: String) -> [HighlightedSpan] {
    let bytes = Array(source.utf8)
    let tree = Parser.parse(source: source)
    var kinds: [Int: HighlightedSpan.Kind] = [:]
    for token in tree.tokens(viewMode: .sourceAccurate) {
        if let kind = kindOfName(token) {
            kinds[token.positionAfterSkippingLeadingTrivia.utf8Offset] = kind
        }
    }

    var spans: [HighlightedSpan] = []
    var end = 0
    func append(upTo offset: Int, as kind: HighlightedSpan.Kind) {
        guard offset > end else { return }
        let text = String(decoding: bytes[end..<offset], as: UTF8.self)
        if let last = spans.indices.last, spans[last].kind == kind {
            spans[last].text += text
        } else {
            spans.append(HighlightedSpan(text: text, kind: kind))
        }
        end = offset
    }
    for range in tree.classifications {
        let start = min(max(range.range.lowerBound.utf8Offset, end), bytes.count)
        append(upTo: start, as: .plain)
        append(
            upTo: min(max(range.range.upperBound.utf8Offset, end), bytes.count),
            as: kinds[start] ?? kind(of: range.kind))
    }
    append(upTo: bytes.count, as: .plain)
    return spans
}

/// What the tree knows about a name beyond its classification: whether it is called, or names a type.
private func kindOfName(_ token: TokenSyntax) -> HighlightedSpan.Kind? {
    guard case .identifier(let name) = token.tokenKind, let parent = token.parent else { return nil }
    if let function = parent.as(FunctionDeclSyntax.self) {
        return function.name == token ? .call : nil
    }
    if isTypeDeclaration(parent) { return .type }
    guard let reference = parent.as(DeclReferenceExprSyntax.self) else { return nil }
    var whole = Syntax(reference)
    if let member = whole.parent?.as(MemberAccessExprSyntax.self), member.declName == reference {
        whole = Syntax(member)
    }
    let isGeneric = whole.parent?.is(GenericSpecializationExprSyntax.self) == true
    if isGeneric, let parent = whole.parent { whole = parent }
    let isCalled = whole.parent?.as(FunctionCallExprSyntax.self)?.calledExpression.id == whole.id
    guard name.first?.isUppercase == true else { return isCalled ? .call : nil }
    // A matrix `W1` may be called or have members as a type does; a type has a name of more than a letter.
    if name.dropFirst().allSatisfy({ !$0.isLetter }) { return isCalled ? .call : nil }
    let hasMember = whole.parent?.as(MemberAccessExprSyntax.self)?.base?.id == whole.id
    return isCalled || isGeneric || hasMember || isElementOfCalledLiteral(whole) ? .type : nil
}

/// Whether an expression is the `Float` in `[Float](repeating: 0, count: 3)` or in `[String: Float]()`.
private func isElementOfCalledLiteral(_ node: Syntax) -> Bool {
    guard let element = node.parent, element.is(ArrayElementSyntax.self) || element.is(DictionaryElementSyntax.self),
        let literal = element.parent?.parent,
        let call = literal.parent?.as(FunctionCallExprSyntax.self)
    else { return false }
    return call.calledExpression.id == literal.id
}

private func isTypeDeclaration(_ node: Syntax) -> Bool {
    switch node.kind {
    case .structDecl, .classDecl, .enumDecl, .actorDecl, .protocolDecl, .typeAliasDecl, .associatedTypeDecl: true
    default: false
    }
}

private func kind(of classification: SyntaxClassification) -> HighlightedSpan.Kind {
    switch classification {
    case .keyword: .keyword
    case .type: .type
    case .stringLiteral, .regexLiteral: .string
    case .integerLiteral, .floatLiteral: .number
    case .lineComment, .blockComment: .comment
    case .docLineComment, .docBlockComment: .documentation
    case .attribute: .attribute
    case .argumentLabel: .label
    case .operator: .operator
    case .ifConfigDirective: .directive
    default: .plain
    }
}
