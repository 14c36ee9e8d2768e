from sagemaker.huggingface import HuggingFaceModel


def deploy(role: str, transformers_version: str = "4.26.0", *, pytorch_version: str = "1.13.1"):
    model = HuggingFaceModel(
        role=role, model_data="s3://models/out.tar.gz", transformers_version=transformers_version, pytorch_version=pytorch_version, py_version="py39"
    )
    return model.deploy(initial_instance_count=1, instance_type="ml.m5.large")
