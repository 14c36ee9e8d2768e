locals {
  limits = { max = var.max_replicas }
}

resource "aws_lambda_function" "score" {
  function_name = "score"
  environment {
    variables = {
      SCORE_THRESHOLD = var.score_threshold // not var.old_threshold
      LIMIT           = "${local.limits.max}"
    }
  }
}
