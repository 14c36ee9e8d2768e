from sklearn.metrics import roc_auc_score


def check(df):
    for name, part in df.groupby("region"):
        print(name, roc_auc_score(part["churned"], part["p"]))
