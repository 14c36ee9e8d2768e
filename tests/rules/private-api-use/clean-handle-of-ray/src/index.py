import ray
from ray.actor import ActorHandle


@ray.remote
class Indexer:
    def _delegate(self, method):
        return method


def ask(indexer: ActorHandle, method):
    return ray.get(indexer._delegate.remote(method))
