package models_test

import (
	"strconv"
	"testing"
)

// mailURLs and cacheURLs are what the two small libraries take.
var mailURLs = []string{
	"smtp://", "smtp://u:p%40ss@mail.example.com:2525", "smtps://u@h", "submission://u:p@h", "submit://h:465", "smtp://h/?ssl=True&tls=1", "smtp://h/?tls=yes",
	"smtp://h/?ssl=no&tls=1", "smtp://h/?timeout=5", "smtp://h/?timeout=x", "smtp://h/?_server_email=a@b.c&_default_from_email=x+y@z", "console://", "file:///var/mail",
	"memory://", "dummy://", "other://u:p@h", "smtp://h:bad", "", "text", "smtp://h:0", "submission://h:0/?ssl=1", "smtp://[::1]:25", "smtps://h/?ssl=",
}

var cacheURLs = []string{
	"locmem://", "locmem://name", "db://table", "dummy://", "file:///var/cache", "file:///c?max_entries=10", "memcached://h:11211", "memcached://a:1,b:2", "memcached:///tmp/s",
	"pymemcache://h:1?timeout=60&key_prefix=x", "pymemcached://h", "redis://h:6379/1", "redis://:pw@h/2", "redis://u:pw@h", "rediss://h", "hiredis://h:1", "redis:///run/r.sock/3",
	"redis:///run/r.sock", "hiredis:///r", "redis://h/0?lib=redis-cache&max_connections=5&timeout=x", "redis://:p@h/0?lib=redis-cache&parser_class=a.B&timeout=3", "redis://:6379/0",
	"redis://h:bad", "uwsgicache://", "uwsgicache://name/", "unknown://h", "", "text", "db://t?cull_frequency=2&max_entries=x", "elasticache://h:1", "redis://h/0?a=1&a=2", "djangopylibmc:///s",
	"redis-cache://h", "redis://h:0/5", "redis:///3",
}

func TestMailURL(t *testing.T) {
	var trials []trial
	for _, u := range mailURLs {
		for _, call := range []string{"dj_email_url.config()", "dj_email_url.config('NONE', default=" + strconv.Quote(u) + ")", "dj_email_url.parse(" + strconv.Quote(u) + ")"} {
			trials = append(trials, trial{Code: "import dj_email_url\nR = " + call + "\n", Env: map[string]string{"EMAIL_URL": u}})
		}
	}
	trials = append(trials, trial{Code: "import dj_email_url\nR = dj_email_url.config()\n"})
	agreeWith(t, "dj_email_url", trials, 100)
}

func TestCacheURL(t *testing.T) {
	var trials []trial
	for _, u := range cacheURLs {
		for _, call := range []string{"django_cache_url.config()", "django_cache_url.config(env='NONE', default=" + strconv.Quote(u) + ")", "django_cache_url.parse(" + strconv.Quote(u) + ")"} {
			trials = append(trials, trial{Code: "import django_cache_url\nR = " + call + "\n", Env: map[string]string{"CACHE_URL": u}})
		}
	}
	trials = append(trials, trial{Code: "import django_cache_url\nR = django_cache_url.config()\n"})
	agreeWith(t, "django_cache_url", trials, 100)
}
