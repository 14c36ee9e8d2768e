from app.core.session import get_db


def rows():
    return list(get_db())
