import mlflow
from sklearn.svm import SVC

mlflow.sklearn.autolog()
model = SVC()
model.fit([[1], [2]], [0, 1])
print(model.score([[1]], [0]))
