from stage import run_validation
from training import train

if __name__ == "__main__":
    run_validation("data/a.csv")
    train("data/a.csv")
