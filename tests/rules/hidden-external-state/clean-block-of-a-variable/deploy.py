from prefect.deployments import Deployment
from prefect.filesystems import S3

from flow import train

Deployment.build_from_flow(flow=train, name="training", storage=S3.load("training")).apply()
