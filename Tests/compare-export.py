#!/usr/bin/env python3
"""Exports all of MNIST as PNG files with labbook and with Pillow, one after the other on the same machine.

    Tests/compare-export.py LABBOOK [--folder FOLDER] [--rounds ROUNDS]

Needs Pillow and NumPy. Prints files a second (medians of the rounds) and the largest memory of labbook, and then reads each of
labbook's files with Pillow: its pixels must be those of the IDX file. Ends with status 1 where one is not. In a folder in
memory, such as /dev/shm, the programs are compared; on a disk, mostly its file system.
"""
import argparse
import gzip
import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from multiprocessing import Process

import numpy
from PIL import Image


def images(labbook, split):
    """The images and labels of a split, read without labbook's help."""
    paths = subprocess.run([labbook, "data", "path", "mnist"], capture_output=True, text=True, check=True).stdout
    files = [pathlib.Path(line) for line in paths.split("\n") if line]
    files = [file for path in files for file in (path.iterdir() if path.is_dir() else [path])]
    prefix = "train" if split == "train" else "t10k"

    def read(kind, header):
        file = next(file for file in files if file.name.startswith(f"{prefix}-{kind}"))
        data = file.read_bytes()
        data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
        return numpy.frombuffer(data, numpy.uint8, offset=header)

    return read("images", 16).reshape(-1, 28, 28), read("labels", 8)


def pillow(folder, splits):
    """As a script of Pillow's does it, on two processes."""
    def part(number):
        for split, (pixels, labels) in splits.items():
            for index in range(number, len(labels), 2):
                Image.fromarray(pixels[index]).save(f"{folder}/{split}-{index:05d}-label-{labels[index]}.png")
    os.mkdir(folder)
    processes = [Process(target=part, args=(number,)) for number in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("labbook")
    parser.add_argument("--folder")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    labbook = arguments.labbook
    splits = {split: images(labbook, split) for split in ("train", "test")}
    count = sum(len(labels) for _, labels in splits.values())
    seconds = {"labbook": [], "Pillow": []}
    memory = 0
    with tempfile.TemporaryDirectory(dir=arguments.folder) as parent:
        ours = f"{parent}/ours"
        for round in range(arguments.rounds):
            shutil.rmtree(ours, ignore_errors=True)
            start = time.monotonic()
            process = subprocess.Popen(
                [labbook, "digits", "--split", "all", "-o", ours], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            seconds["labbook"].append(time.monotonic() - start)
            memory = max(memory, usage.ru_maxrss)
            if status:
                sys.exit(f"labbook ended with {status}")
            theirs = f"{parent}/theirs"
            start = time.monotonic()
            pillow(theirs, splits)
            seconds["Pillow"].append(time.monotonic() - start)
            shutil.rmtree(theirs)
        for name, times in seconds.items():
            print(f"{name}: {count / statistics.median(times):,.0f} files a second, "
                  f"rounds of {', '.join(f'{it:.2f}' for it in times)} s")
        print(f"labbook's memory: {memory / 1024:.0f} MB at most")
        wrong = 0
        for file in pathlib.Path(ours).glob("*.png"):
            split, index, label = re.fullmatch(r"(\w+)-(\d+)-label-(\d)\.png", file.name).groups()
            pixels, labels = splits[split]
            with Image.open(file) as picture:
                same = picture.mode == "L" and numpy.array_equal(numpy.asarray(picture), pixels[int(index)])
                wrong += not (same and labels[int(index)] == int(label) and picture.text["Label"] == label)
            count -= 1
        print(f"{wrong} files differ from the IDX file, {count} are missing")
        sys.exit(bool(wrong or count))


if __name__ == "__main__":
    main()
