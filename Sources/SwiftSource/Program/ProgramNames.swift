/// What the names that a notebook's cells declare are called where all cells stand in one program.
///
/// In a notebook a declaration hides the one before it, from its cell on. In a program both are seen everywhere, so the
/// later one gets a number: `x`, then `x_2`. So does the first of its name, if a cell above means a library's by it.
struct ProgramNames {
    /// A name as a cell declares it.
    struct Declaration {
        var name: String
        /// What tells a function from others of its name; nil for all else.
        var signature: FunctionSignature?
        /// Whether other cells do not see it.
        var isPrivate = false
    }

    /// What a name of the program stands for: one declaration, or functions that a call tells apart.
    private struct Meaning {
        var name: String
        var signatures: [FunctionSignature] = []
        /// The signatures as text; empty for what is no function.
        var texts: Set<String> = []
    }

    /// What one cell adds to a meaning.
    private struct Part {
        var meaning: Int
        var signatures: [FunctionSignature]
    }

    private var meanings: [Meaning] = []
    /// What the next cell can mean by a name, the newest first.
    private var visible: [String: [Part]] = [:]
    /// The calls, and other uses, of names that no cell declares.
    private var libraryUses: [String: [CallArguments?]] = [:]
    private var usesByCell: [[(own: Int?, above: Int?)]] = []

    /// Notes a name that the program itself uses as a library's.
    mutating func reserve(_ name: String, labels: [String?]) {
        libraryUses[name, default: []].append(CallArguments(labels: labels))
    }

    /// Takes in the next cell.
    mutating func add(_ declarations: [Declaration], uses: [NameUses.Use]) {
        let above = visible
        var inside = visible
        // Types first: the signatures of functions name them.
        for group in Self.grouped(declarations) {
            let name = group[0].name
            inside[name] = parts(declaring: group, among: inside)
            if !group.allSatisfy(\.isPrivate) { visible[name] = inside[name] }
        }
        usesByCell.append(
            uses.map { use in
                let own = Self.choose(for: use, among: inside[use.name] ?? [])
                let old = Self.choose(for: use, among: above[use.name] ?? [])
                let takesOld = use.form == .shorthandDeclaration || use.form == .above
                if own == nil || (takesOld && old == nil) {
                    libraryUses[use.name, default: []].append(use.arguments)
                }
                return (own, old)
            })
    }

    /// What the names are called in each cell, in the order of its uses, and what they were called above it; nil for what
    /// no cell declares.
    ///
    /// - Parameter taken: All identifiers in the cells, which new names must differ from.
    func names(avoiding taken: Set<String>) -> [[(own: String?, above: String?)]] {
        var taken = taken
        var held = Set<String>()
        let names = meanings.map { meaning in
            if held.insert(meaning.name).inserted, !isLibrarys(meaning) { return meaning.name }
            let numbered = (2...).lazy.map { "\(meaning.name)_\($0)" }.first { !taken.contains($0) }!
            taken.insert(numbered)
            return numbered
        }
        return usesByCell.map { uses in uses.map { ($0.own.map { names[$0] }, $0.above.map { names[$0] }) } }
    }

    /// Whether the name means something of a library elsewhere in the program, which a declaration would hide there.
    private func isLibrarys(_ meaning: Meaning) -> Bool {
        (libraryUses[meaning.name] ?? []).contains { call in
            guard let call, !meaning.signatures.isEmpty else { return true }
            return meaning.signatures.contains { $0.accepts(call) }
        }
    }

    /// What a name can mean from its declaration in a cell on.
    private mutating func parts(declaring group: [Declaration], among visible: [String: [Part]]) -> [Part] {
        let name = group[0].name
        let above = visible[name] ?? []
        let signatures = group.compactMap(\.signature)
        let texts = Set(
            signatures.map { signature in
                signature.text { type in visible[type]?.first.map { "\(type)#\($0.meaning)" } ?? type }
            })
        let isFunction = signatures.count == group.count
        let areFunctions = isFunction && above.allSatisfy { !$0.signatures.isEmpty }
        if areFunctions, let newest = above.first?.meaning, meanings[newest].texts.isDisjoint(with: texts) {
            // Functions of one name that can be told apart live side by side, as they do in the notebook.
            meanings[newest].signatures += signatures
            meanings[newest].texts.formUnion(texts)
            return [Part(meaning: newest, signatures: signatures)] + above
        }
        meanings.append(Meaning(name: name, signatures: isFunction ? signatures : [], texts: texts))
        let part = Part(meaning: meanings.count - 1, signatures: isFunction ? signatures : [])
        return [part] + (areFunctions ? above : [])
    }

    /// The newest meaning that fits a use.
    private static func choose(for use: NameUses.Use, among parts: [Part]) -> Int? {
        let fitting = parts.first { part in
            guard let call = use.arguments, !part.signatures.isEmpty else { return true }
            return part.signatures.contains { $0.accepts(call) }
        }
        return (fitting ?? parts.first)?.meaning
    }

    /// The declarations of each name together, functions last.
    private static func grouped(_ declarations: [Declaration]) -> [[Declaration]] {
        var order: [String] = []
        for declaration in declarations where !order.contains(declaration.name) { order.append(declaration.name) }
        let groups = order.map { name in declarations.filter { $0.name == name } }
        return groups.filter { $0.contains { $0.signature == nil } }
            + groups.filter { $0.allSatisfy { $0.signature != nil } }
    }
}
