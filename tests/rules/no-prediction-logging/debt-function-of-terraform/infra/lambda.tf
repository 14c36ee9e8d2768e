resource "aws_lambda_function" "predict" {
  function_name = "churn-predict"
  handler       = "app.handler"
  runtime       = "python3.11"
  filename      = "build/app.zip"
  role          = aws_iam_role.r.arn
}
