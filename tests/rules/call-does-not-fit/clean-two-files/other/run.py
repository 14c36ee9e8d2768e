from app.llm import combine


def main(rows):
    for row in rows:
        print(combine(row))


if __name__ == "__main__":
    main([["a", "b"]])
