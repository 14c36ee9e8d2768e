from sagemaker.huggingface import HuggingFace

VERSIONS = "4.26.0"


def submit(role: str):
    job = HuggingFace(
        entry_point="train.py", role=role, transformers_version=VERSIONS, pytorch_version="1.13.1", py_version="py39", instance_count=1, instance_type="ml.p3.2xlarge"
    )
    job.fit({"train": "s3://data/rows"})
