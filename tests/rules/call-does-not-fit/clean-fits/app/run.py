from app.llm import combine


def main(rows):
    for row in rows:
        print(combine(row, 4, mark="-"), combine(size=2, chunks=row))


if __name__ == "__main__":
    main([["a", "b"]])
