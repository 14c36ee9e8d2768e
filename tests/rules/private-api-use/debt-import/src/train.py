from sklearn.ensemble._forest import ForestClassifier


class Forest(ForestClassifier):
    pass
