from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler


def prepare(table):
    scaler = MinMaxScaler()
    table[["age", "spend"]] = scaler.fit_transform(table[["age", "spend"]])
    return table, scaler


def train(table, target="churned"):
    x_train, x_test, y_train, y_test = train_test_split(table.drop(columns=[target]), table[target], random_state=1)
    model = LogisticRegression(C=0.5).fit(x_train, y_train)
    return model, model.score(x_test, y_test)
