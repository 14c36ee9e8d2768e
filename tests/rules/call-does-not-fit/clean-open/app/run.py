from app.llm import combine


def main(rows):
    for row in rows:
        print(combine(*row), combine(**{"chunks": row, "size": 2}))


if __name__ == "__main__":
    main([["a", "b"]])
