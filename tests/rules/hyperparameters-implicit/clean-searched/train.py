from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import GridSearchCV


def train(X, y, grid):
    return GridSearchCV(RandomForestClassifier(), grid, cv=5).fit(X, y)
