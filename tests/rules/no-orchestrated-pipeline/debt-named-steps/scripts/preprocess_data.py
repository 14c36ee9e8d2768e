from settings import SETTINGS


def main():
    rows = SETTINGS.raw.read().dropna(subset=["age"])
    SETTINGS.clean.write(rows)


if __name__ == "__main__":
    main()
