import pandas as pd

if __name__ == "__main__":
    drift = pd.read_csv("reports/drift.csv")
    drift[drift["share"] > 0.2].to_csv("models/registry.csv")
