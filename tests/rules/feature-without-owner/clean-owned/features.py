from datetime import timedelta

from feast import FeatureService, FeatureView, FileSource

source = FileSource(path="data/x.parquet")
view = FeatureView(
    name="view", entities=[], source=source, ttl=timedelta(days=1), owner="team@shop.example", description="What buyers do."
)
service = FeatureService(name="model_v1", features=[view])
