from src.split import Splitter
from src.train import train


def main():
    Splitter().split_rows("data/all.csv")
    train()


if __name__ == "__main__":
    main()
