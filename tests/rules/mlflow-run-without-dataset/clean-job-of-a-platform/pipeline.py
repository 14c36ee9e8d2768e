from azure.ai.ml import Input, MLClient, command


def submit(client: MLClient) -> None:
    job = command(code="src", command="python train.py", inputs={"data": Input(type="uri_file", path="azureml:orders:3")})
    client.jobs.create_or_update(job)
