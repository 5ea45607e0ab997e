variable "vpc_id" {}

variable "cluster_security_group" {}

resource "aws_security_group" "database" {
  name   = "library-database"
  vpc_id = var.vpc_id
}

resource "aws_vpc_security_group_ingress_rule" "database" {
  security_group_id            = aws_security_group.database.id
  referenced_security_group_id = var.cluster_security_group
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

resource "aws_db_parameter_group" "library" {
  name   = "library"
  family = "postgres17"

  parameter {
    name  = "rds.force_ssl"
    value = "1"
  }
}

resource "aws_db_instance" "library" {
  identifier                  = "library"
  engine                      = "postgres"
  engine_version              = "17"
  instance_class              = "db.t4g.medium"
  allocated_storage           = 50
  db_name                     = "library"
  username                    = "master"
  manage_master_user_password = true
  storage_encrypted           = true
  backup_retention_period     = 14
  deletion_protection         = true
  multi_az                    = true
  publicly_accessible         = false
  parameter_group_name        = aws_db_parameter_group.library.name
  vpc_security_group_ids      = [aws_security_group.database.id]
}
