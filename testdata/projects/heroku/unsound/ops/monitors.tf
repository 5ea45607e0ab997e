terraform {
  required_providers {
    datadog = { source = "DataDog/datadog" }
  }
}

# want resource-alert-missing "datadog_monitor.memory has no action, so nobody is told"
resource "datadog_monitor" "memory" {
  name    = "Journal: memory of the dynos"
  type    = "metric alert"
  query   = "avg(last_15m):avg:heroku.dyno.memory.rss{app:journal} > 460"
  message = "A dyno is about to swap."
}

resource "datadog_monitor" "load" {
  name    = "Journal: load of the dynos"
  type    = "metric alert"
  query   = "avg(last_15m):avg:heroku.dyno.load.avg.5m{app:journal} > 4"
  message = "The dynos are busy. @ops@journal.example"
}
