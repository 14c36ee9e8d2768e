import sys

if sys.version_info >= (3, 12):
    from typing import override
else:

    def override(function):
        return function


try:
    import ujson as json
except ImportError:
    import json

LIMIT, LOWER = 5, 1
for NAME in ("a", "b"):
    print(NAME)


def set_state():
    global STATE
    STATE = 1
