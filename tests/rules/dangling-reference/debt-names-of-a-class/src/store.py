from sklearn.linear_model import LogisticRegression

__limit = 10


def __weights(rows):
    return [row.weight for row in rows[:__limit]]


class Trainer:
    def fit(self, rows):
        return LogisticRegression().fit(rows, rows, sample_weight=__weights(rows))


print(__weights([]))
