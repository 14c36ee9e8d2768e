chat_history = []


def main() -> None:
    while True:
        chat_history.append(input("> "))


if __name__ == "__main__":
    main()
