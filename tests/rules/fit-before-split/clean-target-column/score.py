from sklearn.model_selection import cross_val_score
from sklearn.preprocessing import LabelEncoder
from sklearn.tree import DecisionTreeClassifier


def score(df, target):
    encoder = LabelEncoder()
    df[target] = encoder.fit_transform(df[target])
    return cross_val_score(DecisionTreeClassifier(max_depth=3), X=df.drop(columns=[target]), y=df[target])
