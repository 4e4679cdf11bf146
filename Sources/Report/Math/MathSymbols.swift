/// What TeX's names of symbols stand for.
enum MathSymbols {
    /// The letters with names; capital Greek is upright, as TeX has it.
    static let letters = pairs(
        """
        alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ \
        varkappa ϰ lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ \
        upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω ell ℓ hbar ℏ imath ı jmath ȷ partial ∂
        """)

    /// Letters and signs that stand upright.
    static let uprightLetters = pairs(
        """
        Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω nabla ∇ infty ∞ \
        emptyset ∅ varnothing ∅ forall ∀ exists ∃ nexists ∄ top ⊤ bot ⊥ aleph ℵ beth ℶ Re ℜ Im ℑ wp ℘ angle ∠ \
        triangle △ square □ blacksquare ■ Box □ Diamond ◇ clubsuit ♣ diamondsuit ♢ heartsuit ♡ spadesuit ♠ \
        prime ′ degree ° checkmark ✓ dag † ddag ‡ S § P ¶ pounds £ copyright © # # % % $ $ & & _ _ \
        complement ∁ mho ℧ eth ð flat ♭ natural ♮ sharp ♯
        """)

    /// Every other symbol by the blanks it has around it.
    static let symbols: [String: (text: String, symbolClass: SymbolClass)] = {
        var symbols: [String: (text: String, symbolClass: SymbolClass)] = [:]
        for (symbolClass, list) in table {
            for (name, text) in pairs(list) { symbols[name] = (text, symbolClass) }
        }
        return symbols
    }()

    private static let table: [(SymbolClass, String)] = [
        (
            .binary,
            """
            pm ± mp ∓ times × div ÷ cdot ⋅ ast ∗ star ⋆ circ ∘ bullet ∙ oplus ⊕ ominus ⊖ otimes ⊗ oslash ⊘ odot ⊙ \
            cap ∩ cup ∪ sqcap ⊓ sqcup ⊔ uplus ⊎ vee ∨ lor ∨ wedge ∧ land ∧ setminus ∖ smallsetminus ∖ wr ≀ \
            amalg ⨿ diamond ⋄ triangleleft ◁ triangleright ▷ dagger † ddagger ‡ boxplus ⊞ boxtimes ⊠ ltimes ⋉ \
            rtimes ⋊ bmod mod
            """
        ),
        (
            .relation,
            """
            le ≤ leq ≤ leqslant ⩽ ge ≥ geq ≥ geqslant ⩾ ne ≠ neq ≠ ll ≪ gg ≫ equiv ≡ sim ∼ simeq ≃ approx ≈ cong ≅ \
            propto ∝ doteq ≐ coloneqq ≔ triangleq ≜ asymp ≍ prec ≺ succ ≻ preceq ⪯ succeq ⪰ in ∈ notin ∉ ni ∋ \
            subset ⊂ supset ⊃ subseteq ⊆ supseteq ⊇ subsetneq ⊊ supsetneq ⊋ sqsubseteq ⊑ sqsupseteq ⊒ perp ⟂ \
            parallel ∥ nparallel ∦ mid | nmid ∤ vdash ⊢ dashv ⊣ models ⊨ vDash ⊨ bowtie ⋈ smile ⌣ frown ⌢ lesssim ≲ \
            gtrsim ≳ lt < gt > nless ≮ ngtr ≯ nleq ≰ ngeq ≱ \
            to → rightarrow → longrightarrow ⟶ leftarrow ← gets ← longleftarrow ⟵ leftrightarrow ↔ \
            longleftrightarrow ⟷ Rightarrow ⇒ Longrightarrow ⟹ implies ⟹ Leftarrow ⇐ Longleftarrow ⟸ impliedby ⟸ \
            Leftrightarrow ⇔ Longleftrightarrow ⟺ iff ⟺ mapsto ↦ longmapsto ⟼ hookrightarrow ↪ hookleftarrow ↩ \
            rightharpoonup ⇀ rightharpoondown ⇁ leftharpoonup ↼ leftharpoondown ↽ rightleftharpoons ⇌ \
            leftrightarrows ⇆ rightrightarrows ⇉ leadsto ⇝ rightsquigarrow ⇝ nearrow ↗ searrow ↘ swarrow ↙ nwarrow ↖ \
            uparrow ↑ downarrow ↓ updownarrow ↕ Uparrow ⇑ Downarrow ⇓ Updownarrow ⇕ twoheadrightarrow ↠ \
            nrightarrow ↛ nleftarrow ↚ therefore ∴ because ∵
            """
        ),
        (
            .large,
            """
            sum ∑ prod ∏ coprod ∐ bigcap ⋂ bigcup ⋃ bigvee ⋁ bigwedge ⋀ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ biguplus ⨄ \
            bigsqcup ⨆
            """
        ),
        (.integral, "int ∫ iint ∬ iiint ∭ oint ∮ smallint ∫"),
        (
            .ordinary,
            "neg ¬ lnot ¬ cdots ⋯ vdots ⋮ ddots ⋱ ldots … dotsc … dotsb ⋯ dotsm ⋯ dotsi ⋯ surd √ slash / backslash ∖"
        ),
        (.punctuation, "colon :"),
        (.open, "{ { lbrace { lbrack [ langle ⟨ lfloor ⌊ lceil ⌈ lvert | lVert ‖ lgroup ⟮ ulcorner ⌜"),
        (.close, "} } rbrace } rbrack ] rangle ⟩ rfloor ⌋ rceil ⌉ rvert | rVert ‖ rgroup ⟯ urcorner ⌝"),
        (.fence, "| ‖ vert | Vert ‖"),
    ]

    /// The characters that are more than themselves.
    static let characters: [Character: (text: String, symbolClass: SymbolClass)] = [
        "+": ("+", .binary), "-": ("−", .binary), "−": ("−", .binary), "*": ("∗", .binary), "·": ("⋅", .binary),
        "×": ("×", .binary), "÷": ("÷", .binary), "±": ("±", .binary), "⊙": ("⊙", .binary), "⊗": ("⊗", .binary),
        "=": ("=", .relation), "<": ("<", .relation), ">": (">", .relation), ":": (":", .relation),
        "≤": ("≤", .relation), "≥": ("≥", .relation), "≠": ("≠", .relation), "≈": ("≈", .relation),
        "→": ("→", .relation), "←": ("←", .relation), "∈": ("∈", .relation), "∼": ("∼", .relation),
        ",": (",", .punctuation), ";": (";", .punctuation), "!": ("!", .close), "?": ("?", .close),
        "(": ("(", .open), "[": ("[", .open), ")": (")", .close), "]": ("]", .close), "|": ("|", .fence),
        "/": ("/", .ordinary), ".": (".", .ordinary), "∑": ("∑", .large), "∏": ("∏", .large), "∫": ("∫", .integral),
        "@": ("@", .ordinary), "…": ("…", .ordinary), "\"": ("″", .ordinary), "`": ("‘", .ordinary),
    ]

    /// The functions, and whether their subscripts stand under them in displays.
    static let functions: [String: (text: String, limits: Bool)] = {
        var functions: [String: (text: String, limits: Bool)] = [:]
        let plain = """
            arccos arcsin arctan arg cos cosh cot coth csc deg dim exp hom ker lg ln log sec sin sinh tan tanh
            """
        for name in plain.split(whereSeparator: \.isWhitespace).map(String.init) { functions[name] = (name, false) }
        for name in ["det", "gcd", "inf", "lim", "max", "min", "Pr", "sup"] { functions[name] = (name, true) }
        functions["liminf"] = ("lim\u{2009}inf", true)
        functions["limsup"] = ("lim\u{2009}sup", true)
        functions["argmax"] = ("arg\u{2009}max", true)
        functions["argmin"] = ("arg\u{2009}min", true)
        return functions
    }()

    /// The marks over or under a formula, and whether they grow with it.
    static let marks: [String: (text: String, place: MathNode.MarkPlace, stretches: Bool)] = [
        "hat": ("^", .over, false), "widehat": ("^", .over, true), "check": ("ˇ", .over, false),
        "tilde": ("~", .over, false), "widetilde": ("~", .over, true), "bar": ("¯", .over, false),
        "overline": ("¯", .over, true), "underline": ("_", .under, true), "vec": ("→", .over, false),
        "overrightarrow": ("→", .over, true), "overleftarrow": ("←", .over, true),
        "overleftrightarrow": ("↔", .over, true), "underrightarrow": ("→", .under, true),
        "dot": ("˙", .over, false), "ddot": ("¨", .over, false), "dddot": ("⃛", .over, false),
        "breve": ("˘", .over, false), "acute": ("´", .over, false), "grave": ("`", .over, false),
        "mathring": ("˚", .over, false), "overbrace": ("⏞", .over, true), "underbrace": ("⏟", .under, true),
        "overbracket": ("⎴", .over, true), "underbracket": ("⎵", .under, true),
    ]

    /// The blanks, in em.
    static let spaces: [String: Double] = [
        ",": 0.1667, "thinspace": 0.1667, ":": 0.2222, ">": 0.2222, "medspace": 0.2222, ";": 0.2778,
        "thickspace": 0.2778, "!": -0.1667, "negthinspace": -0.1667, " ": 0.25, "\n": 0.25, "nobreakspace": 0.25,
        "enspace": 0.5, "quad": 1, "qquad": 2,
    ]

    /// The heights of `\big` and its kin, in em.
    static let fenceSizes: [String: Double] = ["big": 1.2, "Big": 1.8, "bigg": 2.4, "Bigg": 3]

    /// Names and what they stand for, from text in which they take turns.
    private static func pairs(_ list: String) -> [String: String] {
        let words = list.split(whereSeparator: \.isWhitespace).map(String.init)
        var pairs: [String: String] = [:]
        for index in stride(from: 0, to: words.count - 1, by: 2) { pairs[words[index]] = words[index + 1] }
        return pairs
    }
}
