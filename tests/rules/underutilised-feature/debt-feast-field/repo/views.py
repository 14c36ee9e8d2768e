from datetime import timedelta

from feast import Entity, FeatureView, Field, FileSource
from feast.types import Float32

user = Entity(name="user", join_keys=["user_id"])
visits = FileSource(path="data/visits.parquet", timestamp_field="event_timestamp")
user_visits = FeatureView(
    name="user_visits",
    entities=[user],
    ttl=timedelta(days=7),
    schema=[Field(name="visits_7d", dtype=Float32), Field(name="visits_90d", dtype=Float32)],
    source=visits,
)
