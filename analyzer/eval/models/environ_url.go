package models

import (
	"slices"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

func itoa(n int) string { return strconv.Itoa(n) }

const (
	djangoCache = "django.core.cache.backends."
	djangoMail  = "django.core.mail.backends."
	haystack    = "haystack.backends."
)

var cacheSchemes = map[string]string{
	"dbcache":     djangoCache + "db.DatabaseCache",
	"dummycache":  djangoCache + "dummy.DummyCache",
	"filecache":   djangoCache + "filebased.FileBasedCache",
	"locmemcache": djangoCache + "locmem.LocMemCache",
	"memcache":    djangoCache + "memcached.MemcachedCache",
	"pylibmc":     djangoCache + "memcached.PyLibMCCache",
	"pymemcache":  "", "rediscache": "", "redis": "", "rediss": "", // see cacheBackend
}

var emailSchemes = map[string]string{
	"smtp": djangoMail + "smtp.EmailBackend", "smtps": djangoMail + "smtp.EmailBackend",
	"smtp+tls": djangoMail + "smtp.EmailBackend", "smtp+ssl": djangoMail + "smtp.EmailBackend",
	"consolemail": djangoMail + "console.EmailBackend", "filemail": djangoMail + "filebased.EmailBackend",
	"memorymail": djangoMail + "locmem.EmailBackend", "dummymail": djangoMail + "dummy.EmailBackend",
}

var searchSchemes = map[string]string{
	"elasticsearch":  haystack + "elasticsearch_backend.ElasticsearchSearchEngine",
	"elasticsearch2": haystack + "elasticsearch2_backend.Elasticsearch2SearchEngine",
	"elasticsearch5": haystack + "elasticsearch5_backend.Elasticsearch5SearchEngine",
	"elasticsearch7": haystack + "elasticsearch7_backend.Elasticsearch7SearchEngine",
	"solr":           haystack + "solr_backend.SolrEngine",
	"whoosh":         haystack + "whoosh_backend.WhooshEngine",
	"xapian":         haystack + "xapian_backend.XapianEngine",
	"simple":         haystack + "simple_backend.SimpleEngine",
}

var channelSchemes = map[string]string{
	"inmemory":     "channels.layers.InMemoryChannelLayer",
	"redis":        "channels_redis.core.RedisChannelLayer",
	"redis+pubsub": "channels_redis.pubsub.RedisPubSubChannelLayer",
}

var cacheKeys = []string{"TIMEOUT", "KEY_PREFIX", "VERSION", "KEY_FUNCTION", "BINARY"}

// given finds the parts of a URL that is text or was parsed before; false
// where the result is already known, or an exception was raised.
func (c *Call) given(url value.Alt) (splitURL, bool, *value.Value) {
	switch p := url.Plain.(type) {
	case value.Str:
		u, err := parseURL(string(p))
		if err != nil {
			c.Raise("ValueError", err.Error())
			return u, false, nil
		}
		return u, true, nil
	case *Object:
		if u, ok := p.State.(splitURL); ok {
			return u, true, nil
		}
	case value.None:
		c.Raise("TypeError", "a URL is needed, not None")
		return splitURL{}, false, nil
	case *value.Dict, *value.Seq, value.Bool, value.Int:
		c.Raise("AttributeError", "'"+p.Type()+"' object has no attribute 'decode'")
		return splitURL{}, false, nil
	}
	return splitURL{}, false, c.unknown("the URL is not known", "dict", alone(url))
}

func improper(c *Call, message string) {
	c.Raise("django.core.exceptions.ImproperlyConfigured", message)
}

// cacheURL is Env.cache_url_config(url, backend).
func cacheURL(c *Call, url value.Alt, backend string) *value.Value {
	from := alone(url)
	if k, ok := url.Plain.(*value.Unknown); ok {
		d := c.openConfig("environ.cache", k, []string{"BACKEND", "LOCATION"}, from)
		if backend != "" {
			put(d, "BACKEND", c.str(backend, from))
		}
		return c.of(d, from)
	}
	if s, ok := url.Plain.(value.Str); ok && s == "" || url.Plain == value.Plain(value.None{}) {
		return c.of(c.dict(), from)
	}
	u, ok, done := c.given(url)
	if !ok {
		return done
	}
	if _, known := cacheSchemes[u.scheme]; !known {
		improper(c, "Invalid cache schema "+u.scheme)
		return nil
	}
	d := c.dict()
	put(d, "BACKEND", c.cacheBackend(u.scheme, from))
	put(d, "LOCATION", c.oneOrMany(cacheLocations(u), from))
	if u.query != "" {
		c.cacheOptions(d, u.query, from)
	}
	if backend != "" {
		put(d, "BACKEND", c.str(backend, from))
	}
	return c.of(d, from)
}

// cacheBackend depends, for two kinds of server, on what is installed.
func (c *Call) cacheBackend(scheme string, from *value.Value) *value.Value {
	switch scheme {
	case "redis", "rediss", "rediscache":
		return c.ifInstalled("django_redis", "django_redis.cache.RedisCache", djangoCache+"redis.RedisCache", from)
	case "pymemcache":
		return c.ifInstalled("pymemcache", djangoCache+"memcached.PyMemcacheCache", djangoCache+"memcached.PyLibMCCache", from)
	}
	return c.str(cacheSchemes[scheme], from)
}

func (c *Call) ifInstalled(library, yes, no string, from *value.Value) *value.Value {
	installed := c.Space().Atom("installed "+library, value.Atom{
		Name: library, Span: c.Span, Yes: library + " can be imported", No: library + " cannot be imported",
	})
	return value.Join(installed, c.str(yes, from), c.str(no, from))
}

// oneOrMany is a text, or a list of several.
func (c *Call) oneOrMany(list []string, from *value.Value) *value.Value {
	if len(list) == 1 {
		return c.str(list[0], from)
	}
	return c.strs(value.ListKind, list, from)
}

func cacheLocations(u splitURL) []string {
	hosts := strings.Split(u.netloc, ",")
	switch {
	case u.netloc == "" && (u.scheme == "memcache" || u.scheme == "pymemcache"):
		return []string{"unix:" + u.path}
	case strings.HasPrefix(u.scheme, "redis"):
		scheme := "unix"
		if u.hostname() != "" {
			scheme = strings.ReplaceAll(u.scheme, "cache", "")
		}
		for i, h := range hosts {
			hosts[i] = scheme + "://" + h + u.path
		}
	case u.scheme == "filecache":
		return []string{u.netloc + u.path}
	}
	return hosts
}

func (c *Call) cacheOptions(d *value.Dict, query string, from *value.Value) {
	options := c.dict()
	for _, q := range parseQuery(query) {
		into := options
		if slices.Contains(cacheKeys, strings.ToUpper(q.key)) {
			into = d
		}
		put(into, strings.ToUpper(q.key), c.literalOr(q.vals[0], from))
	}
	put(d, "OPTIONS", c.of(options, from))
}

// emailURL is Env.email_url_config(url, backend).
func emailURL(c *Call, url value.Alt, backend string) *value.Value {
	from := alone(url)
	if k, ok := url.Plain.(*value.Unknown); ok {
		d := c.openConfig("environ.email", k, []string{
			"EMAIL_FILE_PATH", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_BACKEND",
		}, from)
		d.More = nil // no URL brings other keys than these
		for _, key := range []string{"EMAIL_USE_TLS", "EMAIL_USE_SSL", "OPTIONS"} {
			there := c.Space().Ask("environ.email has "+key, k, k.Label()+" leads to "+key, k.Label()+" leads to no "+key)
			d.Set(value.Str(key), there, c.of(derived("environ.email."+key, "", k), from))
		}
		return c.of(d, from)
	}
	u, ok, done := c.given(url)
	if !ok {
		return done
	}
	port, err := u.port()
	if err != nil {
		c.Raise("ValueError", err.Error())
		return nil
	}
	d := c.mailServer(u, port, from)
	switch class, known := emailSchemes[u.scheme]; {
	case backend != "":
		put(d, "EMAIL_BACKEND", c.str(backend, from))
	case !known:
		improper(c, "Invalid email schema "+u.scheme)
		return nil
	default:
		put(d, "EMAIL_BACKEND", c.str(class, from))
	}
	switch u.scheme {
	case "smtps", "smtp+tls":
		put(d, "EMAIL_USE_TLS", c.of(value.Bool(true), from))
	case "smtp+ssl":
		put(d, "EMAIL_USE_SSL", c.of(value.Bool(true), from))
	}
	if u.query != "" {
		c.mailOptions(d, u.query, from)
	}
	return c.of(d, from)
}

func (c *Call) mailServer(u splitURL, port int, from *value.Value) *value.Dict {
	name, password, hasName, hasPassword := u.user()
	d := c.dict()
	put(d, "EMAIL_FILE_PATH", c.str(pathText(u), from))
	put(d, "EMAIL_HOST_USER", c.orNone(unquote(name), hasName, from))
	put(d, "EMAIL_HOST_PASSWORD", c.orNone(unquote(password), hasPassword, from))
	put(d, "EMAIL_HOST", c.orNone(u.hostname(), u.hostname() != "", from))
	put(d, "EMAIL_PORT", c.none())
	if port >= 0 {
		put(d, "EMAIL_PORT", c.of(value.Int(port), from))
	}
	return d
}

// pathText is the path without its first character, decoded.
func pathText(u splitURL) string {
	path, _, _ := strings.Cut(dropRune(u.path), "?")
	return unquotePlus(path)
}

func (c *Call) mailOptions(d *value.Dict, query string, from *value.Value) {
	options := c.dict()
	for _, q := range parseQuery(query) {
		into, key := options, strings.ToUpper(q.key)
		if key == "EMAIL_USE_TLS" || key == "EMAIL_USE_SSL" {
			into = d
		}
		put(into, key, c.numberOr(q.vals[0], from))
	}
	put(d, "OPTIONS", c.of(options, from))
}

// channelsURL is Env.channels_url_config(url, backend).
func channelsURL(c *Call, url value.Alt, backend string) *value.Value {
	from := alone(url)
	if k, ok := url.Plain.(*value.Unknown); ok {
		return c.of(c.openConfig("environ.channels", k, []string{"BACKEND"}, from), from)
	}
	u, ok, done := c.given(url)
	if !ok {
		return done
	}
	d := c.dict()
	if backend != "" {
		put(d, "BACKEND", c.str(backend, from))
		return c.of(d, from)
	}
	class, known := channelSchemes[u.scheme]
	if !known {
		improper(c, "Invalid channels schema "+u.scheme)
		return nil
	}
	put(d, "BACKEND", c.str(class, from))
	if u.scheme != "inmemory" {
		u.scheme = "redis"
		config := c.dict()
		put(config, "hosts", c.strs(value.ListKind, []string{u.String()}, from))
		put(d, "CONFIG", c.of(config, from))
	}
	return c.of(d, from)
}

// searchURL is Env.search_url_config(url, engine): of its many options only
// the engine is followed.
func searchURL(c *Call, url value.Alt, _ string) *value.Value {
	from := alone(url)
	if k, ok := url.Plain.(*value.Unknown); ok {
		return c.of(c.openConfig("environ.search", k, []string{"ENGINE"}, from), from)
	}
	u, ok, done := c.given(url)
	if !ok {
		return done
	}
	scheme := u.scheme
	if strings.HasPrefix(scheme, "elasticsearch") {
		scheme = strings.TrimSuffix(scheme, "s")
	}
	class, known := searchSchemes[scheme]
	if !known {
		improper(c, "Invalid search schema "+u.scheme)
		return nil
	}
	d := c.dict()
	d.More = &value.Unknown{Reason: "options of search engines are not followed", TypeName: ""}
	put(d, "ENGINE", c.str(class, from))
	return c.of(d, from)
}
