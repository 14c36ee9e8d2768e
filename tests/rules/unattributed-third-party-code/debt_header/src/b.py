# Copyright (c) 2020 Other Corp


def f():
    return 1
