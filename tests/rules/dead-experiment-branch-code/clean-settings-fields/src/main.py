import sys

import pandas as pd
from features import Options, build

if __name__ == "__main__":
    build(pd.read_csv("a.csv"), Options("old" in sys.argv)).to_csv("b.csv")
