import pandas as pd
from steps import prepare, train


def main():
    raw = pd.read_csv("data/customers.csv")
    shaped, scaler = prepare(raw)
    model, score = train(shaped)
    print(score)
    return model, scaler


if __name__ == "__main__":
    main()
