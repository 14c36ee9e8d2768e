from google.cloud import aiplatform

aiplatform.init(project="acme", location="europe-west1")
model = aiplatform.Model.upload(display_name="churn", artifact_uri="gs://acme/churn", serving_container_image_uri="europe-docker.pkg.dev/vertex-ai/prediction/sklearn-cpu.1-3:latest")
endpoint = aiplatform.Endpoint.create(display_name="churn")
model.deploy(endpoint=endpoint, machine_type="n1-standard-2")
