from datetime import timedelta

from feast import Entity, FeatureView as View, Field, FileSource
from feast.types import Float32

buyer = Entity(name="buyer", join_keys=["buyer_id"])
orders = FileSource(path="data/orders.parquet", timestamp_field="at")

order_stats = View(
    name="order_stats",
    entities=[buyer],
    ttl=timedelta(days=30),
    schema=[Field(name="amount", dtype=Float32)],
    source=orders,
)
