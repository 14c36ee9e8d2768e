import joblib
import pandas as pd
from datasets import load_dataset
from sklearn.ensemble import RandomForestClassifier


def main():
    df = pd.read_parquet("data/customers.parquet")
    train = df.dropna().sample(frac=0.8, random_state=1)
    test = df.drop(train.index)
    columns = pd.read_csv("data/names.csv").head(5)
    recent = pd.read_csv("data/visits.csv").sort_values("at").tail(100)
    reviews = load_dataset("imdb", split="train")
    test_reviews = reviews.shuffle(seed=1).select(range(500))
    model = RandomForestClassifier(random_state=1)
    model.fit(train.drop(columns="churn"), train["churn"])
    print(model.score(test.drop(columns="churn"), test["churn"]), columns, recent, test_reviews)
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    main()
