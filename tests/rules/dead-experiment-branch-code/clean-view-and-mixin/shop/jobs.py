import luigi

from shop.views import *


class Nightly(TimeoutMixin, luigi.Task):
    def run(self):
        return self.expired(1)


class Hourly(TimeoutMixin, luigi.Task):
    def run(self):
        return self.expired(2)
