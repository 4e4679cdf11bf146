// What we need of FreeType. Its own headers lie in /usr/include/freetype2, which is on no search path, and a module map
// cannot add one. These declarations are part of FreeType's stable binary interface.
struct FT_LibraryRec_;
struct FT_FaceRec_;

int FT_Init_FreeType(struct FT_LibraryRec_ **library);
int FT_New_Face(struct FT_LibraryRec_ *library, const char *path, long face_index, struct FT_FaceRec_ **face);
unsigned int FT_Get_Char_Index(struct FT_FaceRec_ *face, unsigned long character);

// Load glyph outlines as the designer drew them, without fitting them to the pixel grid.
enum { CFREETYPE_LOAD_NO_HINTING = 1 << 1 };
