variable "region" {
  type = string
}

variable "tier" {
  type = string
}

resource "aws_s3_bucket" "data" {
  bucket = "shop-${var.region}"
}
