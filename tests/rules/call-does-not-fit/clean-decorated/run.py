from functools import partial, wraps


def with_size(function):
    return wraps(function)(partial(function, size=2))


@with_size
def combine(chunks, size):
    return chunks[:size]


def pick(chunks):
    return chunks


if len("x") > 1:

    def pick(chunks, size):
        return chunks[:size]


if __name__ == "__main__":
    print(combine(["a"]), pick(["a"], 1))
