
import joblib
from sklearn.ensemble import RandomForestRegressor
import duckdb


def main():
    df = duckdb.sql("SELECT * FROM 's3://acme-lake/sales/*.parquet'").df()
    X, y = df.drop(columns=["price"]), df["price"]
    model = RandomForestRegressor(random_state=0).fit(X, y)
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    main()
