variable "vpc_id" {}

resource "aws_security_group" "database" {
  name   = "library-database"
  vpc_id = var.vpc_id
}

# want firewall-port-open "aws_vpc_security_group_ingress_rule.database lets everybody reach port 5432, so what"
resource "aws_vpc_security_group_ingress_rule" "database" {
  security_group_id            = aws_security_group.database.id
  cidr_ipv4                    = "0.0.0.0/0"
  ip_protocol                  = "tcp"
  from_port                    = 5432
  to_port                      = 5432
}

# want encryption-at-rest-missing "what aws_db_instance.library stores is not encrypted, so snapshots"
resource "aws_db_instance" "library" {
  identifier                  = "library"
  engine                      = "postgres"
  engine_version              = "17"
  instance_class              = "db.t4g.medium"
  allocated_storage           = 50
  db_name                     = "library"
  username                    = "postgres"
  manage_master_user_password = true
  # want backup-retention-zero "automated backups of aws_db_instance.library are off, so what"
  backup_retention_period     = 0
  deletion_protection         = true
  multi_az                    = true
  publicly_accessible         = true
  vpc_security_group_ids      = [aws_security_group.database.id]
}
