import pandas as pd
from sklearn.decomposition import PCA
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import train_test_split


def reduced(reference, current, parts):
    pca = PCA(n_components=parts, random_state=0)
    return pd.DataFrame(pca.fit_transform(reference)), pd.DataFrame(pca.transform(current))


def drift(reference, current):
    reference, current = reduced(reference, current, 10)
    reference["target"], current["target"] = 1, 0
    data = pd.concat((reference, current))
    x_train, x_test, y_train, y_test = train_test_split(data.drop("target", axis=1), data["target"], random_state=42)
    model = SGDClassifier(loss="log_loss", random_state=42).fit(x_train, y_train)
    return roc_auc_score(y_test, model.predict_proba(x_test)[:, 1])
