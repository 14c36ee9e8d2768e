# The script is from acme/transformers v4.4.0, its arguments are ours.
# Copyright (c) 2020 Other Corp


def f():
    return 1
