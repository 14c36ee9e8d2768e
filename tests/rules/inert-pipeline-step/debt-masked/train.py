import joblib

joblib.dump({}, "model.pkl")
