import xgboost


def export(path):
    model = xgboost.XGBClassifier()
    model.load_model(path)
    model._Booster.dump_model("model.txt")
