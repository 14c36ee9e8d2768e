import xgboost as xgb

FEATURES = ["income", "age", "dependents", "employment_length"]


def train(df):
    model = xgb.XGBClassifier(random_state=0)
    model.fit(df[FEATURES], df["default"])
    model.save_model("loan-risk.ubj")
