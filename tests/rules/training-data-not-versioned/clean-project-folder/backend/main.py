from src.load import load
from src.training import train

if __name__ == "__main__":
    train(load())
