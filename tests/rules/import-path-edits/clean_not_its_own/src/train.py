import os
import sys

HERE = os.path.abspath(os.path.join(os.path.dirname(__file__), "."))
if HERE not in sys.path:
    sys.path.append(str(HERE))

from image_io import build

build()
