#include <cairo/cairo-svg.h>
#include <cairo/cairo.h>

// What we need of cairo-ft.h. That header includes FreeType's, which lie in a folder of their own that is on nobody's
// search path; an incomplete type does as well.
struct FT_FaceRec_;
cairo_font_face_t *cairo_ft_font_face_create_for_ft_face(struct FT_FaceRec_ *face, int load_flags);
