# want disk-alert-missing "aws_cloudwatch_metric_alarm.disk has no action, so nobody is told"
resource "aws_cloudwatch_metric_alarm" "disk" {
  alarm_name          = "library-database-disk"
  namespace           = "AWS/RDS"
  metric_name         = "FreeStorageSpace"
  statistic           = "Minimum"
  comparison_operator = "LessThanThreshold"
  threshold           = 5000000000
  period              = 300
  evaluation_periods  = 3
  dimensions          = { DBInstanceIdentifier = "library" }
}

# want resource-alert-missing "aws_cloudwatch_metric_alarm.processor has no action, so nobody is told"
resource "aws_cloudwatch_metric_alarm" "processor" {
  alarm_name          = "library-database-processor"
  namespace           = "AWS/RDS"
  metric_name         = "CPUUtilization"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 90
  period              = 300
  evaluation_periods  = 6
  dimensions          = { DBInstanceIdentifier = "library" }
}
