import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

table = pd.read_csv("data/trips.csv")
table["target"] = pd.factorize(table["late"])[0]
X_train, X_test, y_train, y_test = train_test_split(table[["zone", "carrier"]], table["target"], random_state=1)
model = RandomForestClassifier(random_state=1).fit(X_train, y_train)
print(model.score(X_test, y_test))
joblib.dump(model, "models/late.joblib")
