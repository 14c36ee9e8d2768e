from sklearn.model_selection import cross_val_score
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier


def score(df, column, target):
    scaler = StandardScaler()
    df[column] = scaler.fit_transform(df[column])
    return cross_val_score(DecisionTreeClassifier(max_depth=3), X=df.drop(columns=[target]), y=df[target])
