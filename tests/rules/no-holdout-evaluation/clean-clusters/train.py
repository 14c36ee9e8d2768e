from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score


def cluster(X):
    model = KMeans(8, random_state=1)
    model.fit(X)
    return silhouette_score(X, model.predict(X))
