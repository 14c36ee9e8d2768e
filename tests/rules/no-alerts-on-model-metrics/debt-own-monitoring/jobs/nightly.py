import pandas as pd

from jobs.monitoring import watch


def main():
    watch(pd.read_csv("data/train.csv"), pd.read_csv("data/today.csv"))


if __name__ == "__main__":
    main()
