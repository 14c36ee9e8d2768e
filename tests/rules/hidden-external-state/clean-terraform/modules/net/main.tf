variable "admin_password" {}

resource "aws_vpc" "net" {
  cidr_block = "10.0.0.0/16"
}
