resource "aws_lb" "api" {
  name = "churn-api"
  internal = false
  load_balancer_type = "application"
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.api.arn
  port = 80
}

resource "aws_ecs_service" "api" {
  name = "churn-api"
}
