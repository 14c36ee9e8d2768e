import pandas as pd
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.model_selection import RandomizedSearchCV, train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

rows = pd.read_csv("churn.csv")
x_train, x_test, y_train, y_test = train_test_split(rows.drop(columns="churn"), rows["churn"], random_state=3)
pipeline = Pipeline([("scale", StandardScaler()), ("model", GradientBoostingClassifier(random_state=3))])
search = RandomizedSearchCV(pipeline, {"model__n_estimators": [100, 200]}, random_state=3)
search.fit(x_train, y_train)
print(search.score(x_test, y_test))
