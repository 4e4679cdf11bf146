"""Writes tensor files beside this file with Python's own writers, and checks ours with Python's own readers.

    python make_files.py    (needs numpy and safetensors)

FileTests reads what this writes, and writes ours.* again, byte for byte.
"""
import pathlib

import numpy as np
from safetensors.numpy import load_file, save_file

folder = pathlib.Path(__file__).resolve().parent / "files"
x = np.arange(6, dtype=np.float32).reshape(2, 3) / 4 - 0.5
tensors = {
    "f2": x.astype(np.float16), "f4": x, "f8": x.astype(np.float64), "i8": np.array([-3, 0, 2**40]),
    "u1": np.array([[0], [255]], dtype=np.uint8), "b1": np.array([True, False]), "scalar": np.array(2.5),
    "empty": np.zeros((0, 3), dtype=np.float32),
}
np.save(folder / "python.npy", x)
np.save(folder / "python-columns.npy", np.asfortranarray(x))
np.save(folder / "python-big-endian.npy", x.astype(">f4"))
np.savez(folder / "python.npz", **tensors)
np.savez_compressed(folder / "python-compressed.npz", **tensors)
save_file(tensors, folder / "python.safetensors",
          metadata={"made by": "Python"})

ours = {"weight": x, "0.bias": np.array(7, dtype=np.float32), "none": np.zeros((2, 0), dtype=np.float32)}
for name, found in (("ours.npz", np.load(folder / "ours.npz")), ("ours.safetensors", load_file(folder / "ours.safetensors"))):
    assert sorted(found) == sorted(ours), (name, sorted(found))
    for key, expected in ours.items():
        assert found[key].dtype == np.float32 and found[key].shape == expected.shape, (name, key)
        assert (found[key] == expected).all(), (name, key)
assert (np.load(folder / "ours.npy") == x).all()
print("Python reads our files.")
