from prometheus_client import Gauge

DRIFT = Gauge("churn_drift_share", "share of drifted columns")
