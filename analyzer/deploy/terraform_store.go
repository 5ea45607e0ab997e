package deploy

// store takes resources that keep data.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/db_instance
func (m *terraModule) store(r terraBlock) {
	s := &Store{Where: where(r.file), Name: r.name(), Span: r.span()}
	switch r.block.Labels[0] {
	case "aws_db_instance":
		s.Database = true
		s.Encrypted = orDefault(r, "storage_encrypted", "no")
		s.Retention = orDefault(r, "backup_retention_period", "0")
		if r.has("replicate_source_db") {
			s.Encrypted, s.Retention = Word{}, Word{} // as what it copies
		} else if r.has("snapshot_identifier") && !r.has("storage_encrypted") {
			s.Encrypted = Word{Open("the snapshot decides it"), r.span()}
		}
	case "aws_rds_cluster":
		s.Database = true
		s.Encrypted = orDefault(r, "storage_encrypted", "no")
		s.Retention = orDefault(r, "backup_retention_period", "1")
		if r.value("engine_mode").Value == "serverless" {
			s.Encrypted = Word{Known("yes"), r.span()}
		} else if r.has("snapshot_identifier") && !r.has("storage_encrypted") || r.has("global_cluster_identifier") || r.has("replication_source_identifier") {
			s.Encrypted = Word{Open("what it is made from decides it"), r.span()}
		}
	case "aws_ebs_volume":
		s.Encrypted = orDefault(r, "encrypted", "no")
		if !r.has("encrypted") {
			s.Encrypted = Word{Open("the account's default decides it"), r.span()}
		}
	case "aws_efs_file_system":
		s.Encrypted = orDefault(r, "encrypted", "no")
	case "google_sql_database_instance":
		s.Database, s.Always, s.Encrypted = true, true, Word{Known("yes"), r.span()}
		if r.has("master_instance_name") {
			break // a copy
		}
		if settings, ok := r.one("settings"); ok {
			if backup, ok := settings.one("backup_configuration"); ok {
				s.Retention = switched(backup, "enabled")
			}
		}
	case "azurerm_postgresql_flexible_server", "azurerm_mysql_flexible_server", "azurerm_postgresql_server", "azurerm_mssql_database":
		s.Database, s.Always, s.Encrypted = true, true, Word{Known("yes"), r.span()}
		s.Retention = orDefault(r, "backup_retention_days", "7")
	case "aws_backup_plan":
		m.facts.addJob(Job{Where: where(r.file), By: r.name(), Span: r.span(), Command: "pg_basebackup by AWS Backup", Schedule: Schedule{Text: "AWS Backup", Days: 1}})
		return
	default:
		return
	}
	m.facts.Stores = append(m.facts.Stores, s)
}

// orDefault is an attribute, or what its provider takes if it is not set.
func orDefault(r terraBlock, name, byDefault string) Word {
	w := r.word(name)
	switch {
	case !r.has(name):
		return Word{Text{Value: byDefault}, r.span()}
	case w.Value == "true":
		w.Value = "yes"
	case w.Value == "false":
		w.Value = "no"
	case w.Value == "" && w.Opaque == "": // null
		w.Value = byDefault
	}
	return w
}

// switched makes a retention of what is only turned on or off.
func switched(r terraBlock, name string) Word {
	w := orDefault(r, name, "no")
	switch w.Value {
	case "yes":
		w.Value = "7"
	case "no":
		w.Value = "0"
	}
	return w
}
