from src.utils.scoring import scale


def rate(value):
    from src.utils.scoring import clip_rating

    return clip_rating(scale(value))


if __name__ == "__main__":
    print(rate(3))
