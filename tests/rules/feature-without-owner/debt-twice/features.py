from feast import FeatureView, FileSource

source = FileSource(path="data/x.parquet")

zipcodes = FeatureView(name="zipcodes", entities=[], source=source)
zipcodes = FeatureView(name="zipcodes", entities=[], source=source, online=True)
