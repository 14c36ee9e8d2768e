from __future__ import annotations

import sys

try:
    text = unicode_text
except NameError:
    text = str


def report(frame: pandas.DataFrame) -> Report:
    total = sum(value for value in frame)
    match total:
        case [first, *rest]:
            print(first, rest)
    try:
        print(text, __file__)
    except ValueError as error:
        print(error, sys.argv)


if sys.version_info < (3,):
    print(ancient)
