from snowflake.ml.modeling.preprocessing import OrdinalEncoder
from snowflake.ml.modeling.xgboost import XGBClassifier
from snowflake.ml.registry import Registry
from snowflake.snowpark import Session

FEATURES = ["TENURE", "PLAN", "SEATS", "REGION"]


def train(session: Session) -> None:
    df = session.table("ANALYTICS.CUSTOMERS")
    df = df.drop("COMMENT").dropna()
    train_df, test_df = df.random_split([0.8, 0.2])
    encoder = OrdinalEncoder(input_cols=["PLAN"], output_cols=["PLAN"])
    train_df = encoder.fit(train_df).transform(train_df)
    model = XGBClassifier(input_cols=FEATURES, label_cols=["CHURNED"], output_cols=["PREDICTED"])
    model.fit(train_df)
    registry = Registry(session=session, database_name="ML", schema_name="REGISTRY")
    registry.log_model(model, model_name="churn", version_name="v1")


if __name__ == "__main__":
    train(Session.builder.configs({}).create())
