"""Feast repositories: definitions by syntax, use by reference, settings from YAML."""

from __future__ import annotations

from debtscope.testing import facts_of
from debtscope_collectors.sources.feast.facts import FeastConfig, FeatureStore

DEFINITIONS = '''
import feast as f
from datetime import timedelta
from feast.types import Float32

TTL = timedelta(hours=2)
buyer = f.Entity(name="buyer", join_keys=["buyer_id"])
orders = f.FileSource(name="orders_file", path="data/orders.parquet", timestamp_field="at")
orders_view = f.FeatureView(
    name="order_stats", entities=[buyer], ttl=TTL, online=True, owner="team@x.io", tags={"team": "shop"},
    schema=[f.Field(name="amount", dtype=Float32, description="sum"), f.Field(name="n", dtype=Float32)], source=orders,
)

@f.on_demand_feature_view(sources=[orders_view], schema=[f.Field(name="rate", dtype=Float32)])
def order_rate(inputs):
    """What share of orders is large."""
    return inputs

service = f.FeatureService(name="model_v1", features=[orders_view[["amount"]], order_rate])
'''
USE = """
class Scorer:
    def __init__(self, store):
        self.store = store
        self.refs = ["order_stats:amount"]

    def online(self, rows):
        return self.store.get_online_features(features=self.refs, entity_rows=rows)

    def offline(self, frame):
        return self.store.get_historical_features(entity_df=frame, features=self.store.get_feature_service("model_v1"))
"""
YAML = "project: shop\nprovider: gcp\nregistry: {registry_type: sql, path: 'postgresql://u:secret@db/feast'}\nonline_store: {type: redis, connection_string: 'redis:6379,password=secret'}\n"


def _store(**more: str) -> FeatureStore:
    tree: dict[str, str | bytes] = {"repo/feature_store.yaml": YAML, "repo/views.py": DEFINITIONS, "app/score.py": USE}
    tree |= more
    (store,) = facts_of(tree, collectors=["python", "feast"]).all(FeatureStore)
    return store


def test_definitions_and_their_use() -> None:
    store = _store()
    assert store.config is not None and store.config.project == "shop" and store.config.online_store == "redis"
    views = {view.name: view for view in store.views}
    stats, rate = views["order_stats"], views["order_rate"]
    assert stats.definition.ttl_seconds == 7200 and stats.definition.owner == "team@x.io"
    assert [field.has_description for field in stats.definition.fields] == [True, False]
    assert [source.path for source in stats.sources] == ["data/orders.parquet"]
    assert stats.services == rate.services == ("model_v1",)
    assert [path for path, _ in stats.online_fetches] == ["app/score.py"] and stats.offline_fetches
    assert not rate.online_fetches and rate.offline_fetches
    assert rate.definition.description and rate.definition.kind == "on-demand view"
    assert store.unread_fetches == 0


def test_a_fetch_by_parameter_is_not_known() -> None:
    more = {
        "app/other.py": "def get(store, refs):\n    return store.get_online_features(features=refs, entity_rows=[])\n"
    }
    assert _store(**more).unread_fetches == 1


def test_no_credential_of_the_settings_is_kept() -> None:
    (config,) = facts_of({"feature_store.yaml": YAML}, collectors=["feast"]).all(FeastConfig)
    assert "secret" not in repr(config)


def test_other_classes_of_that_name_are_no_feature_views() -> None:
    tree: dict[str, str | bytes] = {"views.py": "from app import FeatureView\nview = FeatureView(name='x')\n"}
    assert not facts_of(tree, collectors=["python", "feast"]).all(FeatureStore)


def test_broken_settings_cost_a_diagnostic() -> None:
    tree: dict[str, str | bytes] = {
        "a/feature_store.yaml": "project: [", "b/feature_store.yaml": "- 1\n", "c/feature_store.yaml": b"\xff\xfe\x00",
        "d/feature_store.yaml": "project: ok\nregistry: 3\nonline_store: [1]\nentity_key_serialization_version: x\n",
    }  # fmt: skip
    assert [c.project for c in facts_of(tree, collectors=["feast"]).all(FeastConfig)] == ["ok"]
