from churn.candidates import candidates


def main():
    print(sorted(candidates()))


if __name__ == "__main__":
    main()
