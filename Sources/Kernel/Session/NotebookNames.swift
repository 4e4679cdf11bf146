import Notebook

// Lab and Foundation have types of the same names, and this module's own is hidden behind the type `Notebook`.
typealias OutputBundle = MIMEBundle
typealias OutputProgress = Progress
typealias NotebookParameter = Parameter
