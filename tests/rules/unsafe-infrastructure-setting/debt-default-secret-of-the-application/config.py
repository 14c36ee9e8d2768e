from os import getenv


class Config:
    SECRET_KEY = getenv("SECRET_KEY", default="let-me-in-1")
    PORT = int(getenv("PORT", default="80"))
