import kagglehub

path = kagglehub.dataset_download("someone/churn-data")
