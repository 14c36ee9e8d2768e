DATA = "/home/carla/shop/data"
SEARCH_URL = "http://10.3.1.17:9200"


def data_dir() -> str:
    return DATA
