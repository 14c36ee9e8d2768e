
import joblib
from sklearn.ensemble import RandomForestRegressor
from warehouse import Warehouse


def main():
    df = Warehouse("acme").sales()
    X, y = df.drop(columns=["price"]), df["price"]
    model = RandomForestRegressor(random_state=0).fit(X, y)
    joblib.dump(model, "model.joblib")


if __name__ == "__main__":
    main()
