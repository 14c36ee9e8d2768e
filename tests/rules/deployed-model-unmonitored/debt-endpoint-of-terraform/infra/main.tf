resource "aws_sagemaker_model" "churn" {
  name = "churn"
  execution_role_arn = aws_iam_role.r.arn
}

resource "aws_sagemaker_endpoint" "churn" {
  name                 = "churn"
  endpoint_config_name = aws_sagemaker_endpoint_configuration.ec.name
}
