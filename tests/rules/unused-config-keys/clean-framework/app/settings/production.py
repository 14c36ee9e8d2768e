import os

from .base import *

SECURE_SSL_REDIRECT = os.environ.get("SECURE_SSL_REDIRECT", "1")
