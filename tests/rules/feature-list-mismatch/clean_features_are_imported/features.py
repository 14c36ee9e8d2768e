import pandas as pd  # noqa: F401 - the frame that comes in is its own


def build(frame):
    frame["a"] = frame.x * 2
    frame["b"] = frame.x * 3
    frame["c"] = frame.x * 4
    frame["d"] = frame.x * 5
    return frame
