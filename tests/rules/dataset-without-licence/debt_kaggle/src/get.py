import kagglehub


def fetch():
    return kagglehub.dataset_download("someone/churn-data")
