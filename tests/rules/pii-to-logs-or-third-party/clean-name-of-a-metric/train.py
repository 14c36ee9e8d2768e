from sklearn.linear_model import LogisticRegression


def entrenar(X, y):
    modelo = LogisticRegression().fit(X, y)
    metricas = {"exactitud": modelo.score(X, y)}
    for nombre, valor in metricas.items():
        print(f"  - {nombre}: {valor:.4f}")
