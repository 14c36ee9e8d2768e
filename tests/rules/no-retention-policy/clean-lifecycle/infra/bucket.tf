resource "aws_s3_bucket_lifecycle_configuration" "crm" {
  rule {
    expiration {
      days = 90
    }
  }
}
