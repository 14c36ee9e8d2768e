import feast
from feast import types


class Repo:
    def views(self):
        return [
            feast.BatchFeatureView(
                name="visits", entities=[], schema=[feast.Field(name="n", dtype=types.Int64)], source=self.visits
            )
        ]
