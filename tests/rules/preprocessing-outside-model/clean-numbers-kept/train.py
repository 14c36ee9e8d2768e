import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import train_test_split

table = pd.read_csv("data/trips.csv")
names = {}
for column in ["zone", "carrier"]:
    kinds = table[column].astype("category")
    names[column] = list(kinds.cat.categories)
    table[column] = kinds.cat.codes
X_train, X_test, y_train, y_test = train_test_split(table[["zone", "carrier"]], table["late"], random_state=1)
model = RandomForestClassifier(random_state=1).fit(X_train, y_train)
print(model.score(X_test, y_test))
joblib.dump({"model": model, "names": names}, "models/late.joblib")
