from store import Store


class SETTINGS:
    source = Store("source")
    raw = Store("raw")
    clean = Store("clean")
    model = Store("model")
