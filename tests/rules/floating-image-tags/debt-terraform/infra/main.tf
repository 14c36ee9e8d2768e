resource "google_cloud_run_v2_service" "scorer" {
  name = "scorer"
  template {
    containers {
      image = "europe-docker.pkg.dev/acme/ml/scorer:latest"
    }
  }
}

resource "aws_ecs_task_definition" "worker" {
  family = "worker"
  container_definitions = jsonencode([{
    name  = "worker"
    image = "public.ecr.aws/acme/worker"
  }])
}
