from joblib import load as __load

_Store__limit = 10
__seen = []


def _Store__open(path):
    return open(path, "rb")


class _Store:
    __kinds = ("model", "table")

    def rows(self, path, __most=None):
        for __row in __open(path):
            if __most is None or len(__row) < min(__limit, __most):
                yield __row

    def again(self):
        global __last
        __last = self.__kinds
        return [__last, __class__]


class __:
    def first(self):
        return __seen


print(__load, __seen)
