"""Takes TensorFlow's C library and its headers out of a wheel: unpack-tensorflow.py WHEEL FOLDER.

Prints the packages of the wheel's and-cuda extra, one a line.
"""

import re
import shutil
import sys
import zipfile
from pathlib import Path

HEADERS = tuple(
    f"tensorflow/include/{folder}/"
    for folder in ("tensorflow/c", "tensorflow/core/platform", "xla/tsl", "tsl")
)
LIBRARY = re.compile(r"tensorflow/libtensorflow_(cc|framework)\.(so\.\d+|\d+\.dylib)$")

wheel, folder = Path(sys.argv[1]), Path(sys.argv[2])
with zipfile.ZipFile(wheel) as archive:
    names = archive.namelist()
    libraries = [name for name in names if LIBRARY.match(name)]
    if len(libraries) != 2:
        sys.exit(f"{wheel.name} holds no TensorFlow C library.")
    for name in libraries + [name for name in names if name.startswith(HEADERS) and not name.endswith("/")]:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy, 1 << 20)
    metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
    for line in archive.read(metadata).decode().splitlines():
        extra = re.match(r"Requires-Dist: ([^;]+);\s*extra == ['\"]and-cuda['\"]", line)
        if extra:
            print(extra.group(1).strip())
