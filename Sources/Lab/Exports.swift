// What a cell may use after `import Lab`.
@_exported public import Digits
@_exported public import Figures
@_exported public import TensorCore
