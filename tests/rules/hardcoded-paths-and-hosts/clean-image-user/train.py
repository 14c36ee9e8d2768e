import joblib

joblib.dump({}, "model.joblib")
