import optuna
from sklearn.cluster import KMeans
from sklearn.ensemble import RandomForestClassifier


def objective(trial):
    model = RandomForestClassifier(max_depth=trial.suggest_int("depth", 2, 9), random_state=0)
    model.fit([[1], [2]], [0, 1])
    return model.score([[1]], [0])


if __name__ == "__main__":
    groups = KMeans(3, random_state=0)
    groups.fit([[1], [2], [3]])
    print(groups.predict([[1]]))
    optuna.create_study().optimize(objective)
