from feast import FeatureView
from feast.protos.feast.core.FeatureView_pb2 import FeatureView as FeatureViewProto


def read(raw, name, source):
    proto = FeatureViewProto()
    proto.ParseFromString(raw)
    return FeatureView(name=f"{name}_copy", source=source), proto
