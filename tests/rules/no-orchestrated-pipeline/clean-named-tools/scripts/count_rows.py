from settings import SETTINGS


def main():
    rows = SETTINGS.source.read()
    print(rows.describe())


if __name__ == "__main__":
    main()
