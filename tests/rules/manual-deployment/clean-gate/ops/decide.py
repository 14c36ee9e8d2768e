from sklearn.metrics import roc_auc_score

from ops.promote import update_champion


def decide(y, new, old) -> None:
    if roc_auc_score(y, new) > roc_auc_score(y, old):
        update_champion()
