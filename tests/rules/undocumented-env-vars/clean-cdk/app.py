import os

REGION = os.environ["CDK_DEFAULT_REGION"]
ACCOUNT = os.environ["CDK_DEFAULT_ACCOUNT"]
