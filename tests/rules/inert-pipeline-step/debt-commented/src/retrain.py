from sklearn.linear_model import LogisticRegression


def main():
    LogisticRegression().fit([[1], [2]], [0, 1])


# if __name__ == "__main__":
#     main()
