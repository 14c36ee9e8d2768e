import os


def output_path(year: int) -> str:
    default_pattern = "s3://acme-scored-data-stage/year={year:04d}/predictions.parquet"
    return os.getenv("OUTPUT_PATTERN", default_pattern).format(year=year)
