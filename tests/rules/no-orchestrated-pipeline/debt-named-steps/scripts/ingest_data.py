from settings import SETTINGS


def main():
    rows = SETTINGS.source.read()
    SETTINGS.raw.write(rows)


if __name__ == "__main__":
    main()
