from app.llm import combine


def each(rows, combine):
    return [combine(row) for row in rows]


if __name__ == "__main__":
    print(each([["a"]], len), combine(["a"], 1))
