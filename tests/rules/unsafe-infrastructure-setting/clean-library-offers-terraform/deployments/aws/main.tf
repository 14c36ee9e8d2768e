# open on purpose? nobody knows
resource "aws_security_group" "mlflow" {
  name = "mlflow"

  ingress {
    description = "web"
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  ingress {
    from_port   = 5000
    to_port     = 5000
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_s3_bucket" "models" {
  bucket        = "models"
  acl           = "public-read"
  force_destroy = true
}

resource "aws_db_instance" "tracking" {
  engine              = "postgres"
  publicly_accessible = true
  skip_final_snapshot = true
  password            = "hunter2hunter2"
}

resource "aws_iam_policy" "trainer" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "*"
      Resource = "*"
    }]
  })
}
