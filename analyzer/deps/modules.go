package deps

import (
	"slices"
	"strings"
)

// modules are the names under which packages are imported that are not called
// like them.
var modules = map[string]string{
	"django-debug-toolbar": "debug_toolbar", "djangorestframework": "rest_framework", "django-environ": "environ", "django-storages": "storages",
	"django-cors-headers": "corsheaders", "django-allauth": "allauth", "django-filter": "django_filters", "django-crispy-forms": "crispy_forms",
	"django-compressor": "compressor", "django-csp": "csp", "django-axes": "axes", "django-guardian": "guardian", "django-silk": "silk",
	"django-configurations": "configurations", "python-dotenv": "dotenv", "python-decouple": "decouple", "pyyaml": "yaml", "pillow": "PIL",
	"psycopg2-binary": "psycopg2", "psycopg-binary": "psycopg_binary", "mysqlclient": "MySQLdb", "python-ldap": "ldap", "pyjwt": "jwt",
	"beautifulsoup4": "bs4", "python-memcached": "memcache",
}

// Modules lists the names of modules that can be imported for certain where
// production is installed: those of packages of which one version is installed,
// whatever the machine. Sorted.
func (s *Set) Modules() []string {
	var all []string
	for _, q := range s.Requirements {
		if q.Scope != Production || q.Version == "" || q.Marker != "" {
			continue
		}
		if name, ok := modules[q.Name]; ok {
			all = append(all, name)
		} else {
			all = append(all, strings.ReplaceAll(q.Name, "-", "_"))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
