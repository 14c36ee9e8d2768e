def title_of(function):
    return getattr(function, "title", function.__name__.removeprefix("test_").replace("_", " ").capitalize())
