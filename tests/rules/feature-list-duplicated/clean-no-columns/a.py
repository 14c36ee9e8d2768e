METRICS_COLUMNS = ["accuracy", "precision", "recall", "f1"]
dtypes_cols = ["int16", "int32", "float32", "float64"]
NAMES = ["anna", "bob", "carl", "dora"]
