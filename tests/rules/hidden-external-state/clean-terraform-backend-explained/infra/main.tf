terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 4.0"
    }
  }
}

provider "aws" {
  region = var.region
}

resource "aws_instance" "model" {
  instance_type = "t3.large"
  user_data     = var.db_password
}

variable "region" {
  default = "eu-central-1"
}

variable "db_password" {
  type      = string
  sensitive = true
}
