import boto3

region = boto3.Session().region_name
DATA = f"s3://sagemaker-servicecatalog-seedcode-{region}/dataset/abalone-dataset.csv"
print(DATA)
