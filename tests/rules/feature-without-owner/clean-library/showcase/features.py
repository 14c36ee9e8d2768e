from feast import FeatureView, FileSource

source = FileSource(path='data/x.parquet')

view_0 = FeatureView(name='view_0', entities=[], source=source)
view_1 = FeatureView(name='view_1', entities=[], source=source)
view_2 = FeatureView(name='view_2', entities=[], source=source)
view_3 = FeatureView(name='view_3', entities=[], source=source)
view_4 = FeatureView(name='view_4', entities=[], source=source)
view_5 = FeatureView(name='view_5', entities=[], source=source)
