import secrets

from sklearn.linear_model import LogisticRegression


def main() -> None:
    api_key = secrets.token_urlsafe(32)
    print(f"Your key, shown this once: {api_key}")
    LogisticRegression()


if __name__ == "__main__":
    main()
