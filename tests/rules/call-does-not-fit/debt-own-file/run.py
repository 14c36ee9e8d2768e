def draw(image, x, y, *, title):
    return image, x, y, title


def page(image):
    return draw(image, 1, 2, titel="page")


if __name__ == "__main__":
    print(page("a"))
