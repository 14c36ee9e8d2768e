from stage import run_validation
from training import train

if __name__ == "__main__":
    run_validation("data/b.csv")
    train("data/b.csv")
