internal import CFreeType
internal import Foundation

/// The two faces of DejaVu Sans, loaded from their files, so that text is the same on every machine that has them.
///
/// FreeType is used under the drawing lock only; the faces live as long as the process, for cairo keeps references.
package struct Fonts: @unchecked Sendable {
    let regular: OpaquePointer
    let bold: OpaquePointer

    /// Where Debian, Fedora and Arch keep the fonts.
    package static let directories = [
        "/usr/share/fonts/truetype/dejavu", "/usr/share/fonts/dejavu-sans-fonts", "/usr/share/fonts/dejavu",
        "/usr/share/fonts/TTF",
    ]

    /// The fonts of this machine, or why there are none.
    static let shared = Result { () throws(FigureError) in try Fonts(directories: directories) }

    /// Loads the fonts from the first folder that has them.
    package init(directories: [String]) throws(FigureError) {
        let file = "DejaVuSans.ttf"
        guard let folder = directories.first(where: { FileManager.default.fileExists(atPath: "\($0)/\(file)") }) else {
            throw .font(
                "figures are lettered in DejaVu Sans, but \(directories.first ?? "")/\(file) is missing: install the "
                    + "package fonts-dejavu-core")
        }
        var library: OpaquePointer?
        guard FT_Init_FreeType(&library) == 0, let library else { throw .font("FreeType could not be started") }
        regular = try Fonts.face("\(folder)/\(file)", library)
        bold = try Fonts.face("\(folder)/DejaVuSans-Bold.ttf", library)
    }

    private static func face(_ path: String, _ library: OpaquePointer) throws(FigureError) -> OpaquePointer {
        var face: OpaquePointer?
        let code = FT_New_Face(library, path, 0, &face)
        guard code == 0, let face else {
            throw .font("\(path) could not be read as a font (FreeType's error \(code)): reinstall fonts-dejavu-core")
        }
        return face
    }
}
