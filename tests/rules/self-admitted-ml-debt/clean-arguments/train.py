import argparse

from sklearn.svm import SVC

first = argparse.ArgumentParser(add_help=False)
first.add_argument("-c", "--config")
options, _ = first.parse_known_args()  # ignore all other args for now
model = SVC().fit([[0], [1]], [0, 1])
