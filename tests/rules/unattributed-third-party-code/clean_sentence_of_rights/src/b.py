# Copyright of the foundation that made the pictures is kept in their metadata:
# copyright owner, team and authors of each; copyright information (c) see there.


def f():
    return 1
