import joblib
import pandas as pd


def fetch(year):
    try:
        frame = pd.read_csv(f"https://example.com/{year}.csv")
        model = joblib.load("model.joblib")
        print(model.predict(frame))
    except Exception as error:
        print(f"{year}: {error}")


if __name__ == "__main__":
    fetch(2026)
