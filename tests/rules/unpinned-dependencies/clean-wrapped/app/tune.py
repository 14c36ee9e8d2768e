from ray.tune.search.hyperopt import HyperOptSearch
from sklearn.linear_model import Ridge

search = HyperOptSearch()
model = Ridge(alpha=1.0)
