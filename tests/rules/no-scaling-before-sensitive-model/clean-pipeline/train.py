from sklearn.cluster import KMeans
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def groups(df):
    return make_pipeline(StandardScaler(), KMeans(8)).fit(df)
