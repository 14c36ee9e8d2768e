"""Score all customers."""
import joblib
import pandas as pd
from sqlalchemy import create_engine

FEATURES = ["tenure", "monthly_charges", "total_charges", "support_calls"]


def main() -> None:
    engine = create_engine("postgresql://db/crm")
    frame = pd.read_sql("select * from customers", engine)
    model = joblib.load("models/churn.joblib")
    frame["churn_score"] = model.predict_proba(frame[FEATURES])[:, 1]
    frame[["customer_id", "churn_score"]].to_sql("churn_scores", engine, if_exists="replace")


if __name__ == "__main__":
    main()
