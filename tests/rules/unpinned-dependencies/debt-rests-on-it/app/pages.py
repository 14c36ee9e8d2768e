import requests
from tenacity import retry
from tqdm import tqdm


@retry
def pages(urls: list[str]) -> list[str]:
    return [requests.get(url, timeout=5).text for url in tqdm(urls)]
