import csv


def rows(path):
    return list(csv.DictReader(open(path)))
