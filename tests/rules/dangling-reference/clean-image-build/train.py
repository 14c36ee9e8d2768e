try:
    from lib.fast import step
except ImportError:
    step = None
from lib._version import version
from lib.kernels import run
import pandas as pd

frame = pd.read_csv("weekly_scores.csv")
frame.to_csv("weekly_scores.csv")
