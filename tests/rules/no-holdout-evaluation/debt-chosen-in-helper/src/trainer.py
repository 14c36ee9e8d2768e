import joblib
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LinearRegression

from src.utils import evaluate_models


class ModelTrainer:
    def initiate(self, train, test):
        X_train, y_train, X_test, y_test = train[:, :-1], train[:, -1], test[:, :-1], test[:, -1]
        models = {"forest": RandomForestRegressor(), "linear": LinearRegression()}
        model_report = evaluate_models(X_train=X_train, y_train=y_train, X_test=X_test, y_test=y_test, models=models)
        best_model_score = max(sorted(model_report.values()))
        best_model_name = max(model_report, key=model_report.get)
        joblib.dump(models[best_model_name], "model.joblib")
        return best_model_score
