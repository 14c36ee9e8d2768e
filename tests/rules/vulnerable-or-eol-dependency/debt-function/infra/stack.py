from aws_cdk import Stack
from aws_cdk import aws_lambda as functions


class Scores(Stack):
    def __init__(self, scope, name: str) -> None:
        super().__init__(scope, name)
        functions.Function(
            self, "Notify", runtime=functions.Runtime.PYTHON_3_9, handler="app.handler", code=functions.Code.from_asset("src")
        )
        functions.LayerVersion(
            self, "Shared", compatible_runtimes=[functions.Runtime.PYTHON_3_8], code=functions.Code.from_asset("layer")
        )
