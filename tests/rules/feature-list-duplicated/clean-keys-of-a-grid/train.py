import polars as pl
from sklearn.linear_model import LinearRegression

frame = pl.read_parquet("weather.parquet")
assert not frame.select(["init_time", "valid_time", "ensemble_member", "h3_index", "band"]).is_duplicated().any()
index_columns = ["series", "init_time", "valid_time", "ensemble_member", "h3_index"]
frame = frame.unique(subset=index_columns)
LinearRegression().fit(frame[["wind"]], frame["power"])
