resource "aws_security_group" "mlflow" {
  ingress {
    from_port   = 5000
    to_port     = 5000
    protocol    = "tcp"
    cidr_blocks = var.office_cidrs
  }
}

resource "aws_db_instance" "tracking" {
  deletion_protection     = true
  storage_encrypted       = true
  backup_retention_period = 7
  skip_final_snapshot     = var.is_test
}

resource "aws_iam_policy" "reader" {
  policy = <<-EOT
    {"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
  EOT
}
