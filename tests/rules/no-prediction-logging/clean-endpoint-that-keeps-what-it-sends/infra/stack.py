from aws_cdk import Stack
from aws_cdk import aws_sagemaker as sagemaker
from constructs import Construct


class ChurnStack(Stack):
    def __init__(self, scope: Construct, id: str, **kwargs) -> None:
        super().__init__(scope, id, **kwargs)
        model = sagemaker.CfnModel(self, "Model", execution_role_arn="arn", primary_container=sagemaker.CfnModel.ContainerDefinitionProperty(image="img", model_data_url="s3://acme/churn.tar.gz"))
        config = sagemaker.CfnEndpointConfig(self, "Config", production_variants=[])
        sagemaker.CfnEndpoint(self, "Endpoint", endpoint_name="churn", endpoint_config_name=config.attr_endpoint_config_name)
