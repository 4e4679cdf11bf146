import SwiftSyntax

/// What tells functions of one name apart.
struct FunctionSignature {
    /// A parameter.
    struct Parameter {
        /// The argument label; nil where there is none.
        var label: String?
        /// The tokens of its type.
        var type: [String]
        /// Whether a call can leave it out.
        var isOptional: Bool
        /// Whether a call can give several.
        var isVariadic: Bool
    }

    var parameters: [Parameter]
    /// The tokens of the generic parameters and requirements.
    var generics: [String]

    init(_ function: FunctionDeclSyntax) {
        parameters = function.signature.parameterClause.parameters.map { parameter in
            Parameter(
                label: parameter.firstName.text == "_" ? nil : parameter.firstName.plainText,
                type: parameter.type.tokenTexts, isOptional: parameter.defaultValue != nil,
                isVariadic: parameter.ellipsis != nil)
        }
        generics =
            (function.genericParameterClause?.tokenTexts ?? []) + (function.genericWhereClause?.tokenTexts ?? [])
    }

    /// The signature as text in which types are called what `name` says; functions with equal texts cannot both be there.
    func text(naming name: (String) -> String) -> String {
        let types = parameters.map { parameter in
            "\(parameter.label ?? "_"):\(parameter.type.map(name).joined(separator: " "))\(parameter.isVariadic ? "…" : "")"
        }
        return "(\(types.joined(separator: ",")))\(generics.map(name).joined(separator: " "))"
    }

    /// A call that gives every parameter.
    var fullCall: CallArguments { CallArguments(labels: parameters.map(\.label)) }

    /// Whether a call with these arguments can mean this function, as far as labels tell.
    func accepts(_ call: CallArguments) -> Bool {
        var index = 0
        for label in call.labels {
            if index > 0, parameters[index - 1].isVariadic, label == nil { continue }
            while index < parameters.count, parameters[index].label != label {
                guard parameters[index].isOptional || parameters[index].isVariadic else { return false }
                index += 1
            }
            guard index < parameters.count else { return false }
            index += 1
        }
        let rest = parameters[index...]
        let required = rest.count { !$0.isOptional && !$0.isVariadic }
        return required <= call.trailingClosures && call.trailingClosures <= rest.count
    }
}

/// What a call gives to a function, as far as labels go.
struct CallArguments {
    /// The labels of the arguments in parentheses; nil where there is none.
    var labels: [String?]
    /// How many closures stand behind them.
    var trailingClosures = 0

    init(labels: [String?]) {
        self.labels = labels
    }

    /// What the call gives whose function is `reference`; nil if that is not called there.
    init?(ofCallTo reference: DeclReferenceExprSyntax) {
        if let names = reference.argumentNames {
            labels = names.arguments.map { $0.name.text == "_" ? nil : $0.name.plainText }
            return
        }
        var callee = Syntax(reference)
        if let generic = callee.parent, generic.is(GenericSpecializationExprSyntax.self) { callee = generic }
        guard let call = callee.parent?.as(FunctionCallExprSyntax.self), call.calledExpression.id == callee.id else {
            return nil
        }
        labels = call.arguments.map { $0.label?.plainText }
        trailingClosures = (call.trailingClosure == nil ? 0 : 1) + call.additionalTrailingClosures.count
    }
}

extension SyntaxProtocol {
    /// The texts of the tokens.
    fileprivate var tokenTexts: [String] { tokens(viewMode: .sourceAccurate).map(\.plainText) }
}
