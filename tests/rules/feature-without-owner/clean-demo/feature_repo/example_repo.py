from datetime import timedelta

from feast import Entity, FeatureView, FileSource

driver = Entity(name="driver", join_keys=["driver_id"])
stats = FileSource(path="data/driver_stats.parquet", timestamp_field="event_timestamp")
driver_stats_fv = FeatureView(name="driver_hourly_stats", entities=[driver], ttl=timedelta(days=1), source=stats)
