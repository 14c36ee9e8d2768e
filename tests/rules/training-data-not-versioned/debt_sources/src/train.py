from load import load
from sklearn.linear_model import LogisticRegression


def main():
    frame = load(None)
    model = LogisticRegression()
    model.fit(frame.drop(columns="y"), frame.y)
    return model


if __name__ == "__main__":
    main()
