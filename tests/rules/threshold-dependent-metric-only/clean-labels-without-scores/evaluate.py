from sklearn.metrics import f1_score


def agreement(told, given):
    return f1_score(told, given)
