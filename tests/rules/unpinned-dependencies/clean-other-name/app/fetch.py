import psycopg2
from bs4 import BeautifulSoup
from dotenv import load_dotenv

load_dotenv()


def fetch(dsn: str, page: str) -> list[str]:
    with psycopg2.connect(dsn) as connection, connection.cursor() as cursor:
        cursor.execute("select 1")
    return [one.text for one in BeautifulSoup(page, "html.parser").find_all("p")]
