from zenml.integrations.seldon.services.seldon_deployment import SeldonDeploymentConfig
from zenml.integrations.seldon.steps.seldon_deployer import SeldonDeployerStepParameters, seldon_custom_model_deployer_step

deploy = seldon_custom_model_deployer_step(
    params=SeldonDeployerStepParameters(service_config=SeldonDeploymentConfig(model_name="ratings", replicas=1))
)
