from sklearn.linear_model import Ridge


def main(x, y):
    return Ridge().fit(x, y)


if __name__ == "__main__":
    main([], [])
