locals {
  model_uri = "models:/churn/7"
}

resource "aws_lambda_function" "score" {
  function_name = "score"
  environment {
    variables = {
      SCORE_THRESHOLD = var.score_threshold
      MODEL_ALIAS     = var.model_alias
    }
  }
}
