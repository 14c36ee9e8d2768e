"""Three encoders with one interface."""

import numpy as np


class Ordinal:
    def fit(self, table, column):
        values = np.unique(table[column])
        self.known = dict(zip(values, range(len(values))))
        self.column = column
        self.size = len(values)
        return self

    def apply(self, table):
        return np.array([self.known.get(value, -1) for value in table[self.column]])


class Frequency:
    def fit(self, table, column):
        values = np.unique(table[column])
        self.known = dict(zip(values, range(len(values))))
        self.column = column
        self.size = len(values)
        return self

    def apply(self, table):
        counts = {value: 0 for value in self.known}
        for value in table[self.column]:
            counts[value] = counts.get(value, 0) + 1
        return np.array([counts[value] for value in table[self.column]])


class Hashed:
    def fit(self, table, column):
        values = np.unique(table[column])
        self.known = dict(zip(values, range(len(values))))
        self.column = column
        self.size = len(values)
        return self

    def apply(self, table):
        return np.array([hash(value) % self.size for value in table[self.column]])
