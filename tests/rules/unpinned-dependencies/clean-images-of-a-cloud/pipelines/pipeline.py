import sagemaker
from sagemaker.processing import ScriptProcessor
from sagemaker.workflow.steps import ProcessingStep

image = sagemaker.image_uris.retrieve(framework="xgboost", region="eu-west-1", version="1.2-1")
processor = ScriptProcessor(image_uri=image, command=["python3"], role="r", instance_count=1, instance_type="ml.m5.large")
step = ProcessingStep(name="evaluate", processor=processor, code="pipelines/evaluate.py")
