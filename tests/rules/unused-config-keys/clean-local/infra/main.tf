locals {
  account_id = "none"
  name       = var.name
}

variable "name" {
  type = string
}

resource "aws_s3_bucket" "models" {
  bucket = local.name
}
