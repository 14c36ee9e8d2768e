from .common import *

display(spark.table("events"), make_features(1))
