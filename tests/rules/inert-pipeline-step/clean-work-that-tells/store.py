from urllib.request import urlopen


def download_check_etag(url, path):
    answer = urlopen(url, timeout=10)
    if answer.headers["ETag"] == "known":
        return False
    with open(path, "wb") as file:
        file.write(answer.read())
    return True
