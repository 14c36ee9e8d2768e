from prometheus_client import Gauge

QUALITY = Gauge("churn_data_quality_score", "Data quality score (0-100)")


def record(share: float) -> None:
    QUALITY.set(share * 100)
