"""Writes the IDX files beside it: eight made-up images of 12 x 10 pixels, their labels, and one file of each element type."""
import gzip, math, pathlib, struct

here = pathlib.Path(__file__).parent

def idx(code, sizes, payload):
    return bytes([0, 0, code, len(sizes)]) + b"".join(struct.pack(">I", size) for size in sizes) + payload

pixels = bytes(int(4 + 4 * math.sin(i * 0.37) * math.cos(i * 0.11)) * 30 for i in range(8 * 12 * 10))
images = idx(0x08, [8, 12, 10], pixels)
(here / "images-idx3-ubyte").write_bytes(images)
(here / "images-idx3-ubyte.gz").write_bytes(gzip.compress(images, 9, mtime=0))
(here / "labels-idx1-ubyte").write_bytes(idx(0x08, [8], bytes([3, 1, 4, 1, 5, 9, 2, 6])))
for name, code, format in [("int8", 0x09, "b"), ("int16", 0x0B, "h"), ("int32", 0x0C, "i"),
                           ("float32", 0x0D, "f"), ("float64", 0x0E, "d")]:
    (here / f"{name}.idx").write_bytes(idx(code, [2, 2], struct.pack(f">4{format}", -100, 0, 1, 100)))
