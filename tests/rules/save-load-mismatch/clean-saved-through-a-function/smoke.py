import joblib

if __name__ == "__main__":
    joblib.dump({"model": None, "columns": ["age"]}, "models/model.joblib")
