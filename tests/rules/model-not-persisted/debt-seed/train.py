from sklearn.tree import DecisionTreeClassifier


def train_model(data):
    model = DecisionTreeClassifier(random_state=1)
    model.fit(data.drop(columns=["y"]), data["y"])
    return model


def main():
    first, second = load("north"), load("south")
    model1 = train_model(first)
    model2 = train_model(second)
    print(model1.predict(first), model2.predict(second))


if __name__ == "__main__":
    main()
