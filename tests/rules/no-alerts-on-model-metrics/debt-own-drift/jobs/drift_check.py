import numpy as np
import pandas as pd


def calc_psi(expected, actual):
    return sum((a - e) * np.log(a / e) for e, a in zip(expected, actual))


def main() -> None:
    old, new = pd.read_csv("data/train.csv"), pd.read_csv("data/today.csv")
    print({name: calc_psi(old[name], new[name]) for name in old})
    


if __name__ == "__main__":
    main()
