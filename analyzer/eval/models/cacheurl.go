package models

import (
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// django-cache-url: one entry of CACHES from a URL, for Django from 4 on.

var cacheurlFunctions = map[string]Func{
	"django_cache_url.config": cacheurlConfig,
	"django_cache_url.parse":  cacheurlParse,
}

const (
	redisBackend      = djangoCache + "redis.RedisCache"
	redisCacheLibrary = "redis-cache"
)

var cacheurlBackends = map[string]string{
	"db":              djangoCache + "db.DatabaseCache",
	"dummy":           djangoCache + "dummy.DummyCache",
	"elasticache":     "django_elasticache.memcached.ElastiCache",
	"file":            djangoCache + "filebased.FileBasedCache",
	"locmem":          djangoCache + "locmem.LocMemCache",
	"uwsgicache":      "uwsgicache.UWSGICache",
	"memcached":       djangoCache + "memcached.PyLibMCCache",
	"djangopylibmc":   "django_pylibmc.memcached.PyLibMCCache",
	"pymemcached":     djangoCache + "memcached.MemcachedCache",
	"pymemcache":      djangoCache + "memcached.PyMemcacheCache",
	redisCacheLibrary: "redis_cache.RedisCache",
	"redis":           redisBackend,
	"rediss":          redisBackend,
	"hiredis":         redisBackend,
}

// cacheurlConfig is django_cache_url.config(env="CACHE_URL", default="locmem://").
func cacheurlConfig(c *Call) *value.Value {
	fallback := c.arg(1, "default")
	if fallback == nil {
		fallback = c.str("locmem://")
	}
	return c.urlOf("CACHE_URL", fallback, (*Call).parseCache)
}

// cacheurlParse is django_cache_url.parse(url).
func cacheurlParse(c *Call) *value.Value {
	return c.eachAlt(c.arg(0, "url"), func(a value.Alt) *value.Value { return c.parseCache(a) })
}

// A cacheDict is one URL on its way to a dict.
type cacheDict struct {
	url     splitURL
	args    *value.Dict // what the query says, by upper-case name
	backend string
	library string
	port    int
	from    *value.Value
}

func (c *Call) parseCache(url value.Alt) *value.Value {
	from := alone(url)
	if u, ok := url.Plain.(*value.Unknown); ok {
		return c.of(c.openConfig("django_cache_url", u, []string{"BACKEND"}, from), from)
	}
	u, ok, done := c.given(url)
	if !ok {
		return done
	}
	k := cacheDict{url: u, args: c.dict(), from: from}
	for _, q := range parseQuery(u.query) {
		put(k.args, strings.ToUpper(q.key), c.str(strings.Join(q.vals, ";"), from))
	}
	backend, known := cacheurlBackends[u.scheme]
	if !known {
		c.Raise("Exception", `Unknown backend: "`+u.scheme+`"`)
		return nil
	}
	k.backend, k.library = backend, k.arg("LIB")
	if other, ok := cacheurlBackends[k.library]; ok && strings.Contains(u.scheme, "redis") {
		k.backend = other
	}
	port, err := u.port()
	if err != nil && u.netloc != "" && k.redis() {
		c.Raise("ValueError", err.Error())
		return nil
	}
	k.port = port
	return c.cacheOf(k)
}

// arg is what the query says of a name; empty if nothing.
func (k cacheDict) arg(name string) string {
	text, _ := textOr(k.args.Str(name), "")
	return text
}

func (k cacheDict) redis() bool {
	return k.url.scheme == "redis" || k.url.scheme == "rediss" || k.url.scheme == "hiredis"
}

func (c *Call) cacheOf(k cacheDict) *value.Value {
	d, options := c.dict(), c.dict()
	put(d, "BACKEND", c.str(k.backend, k.from))
	if k.url.scheme == "hiredis" {
		put(options, "PARSER_CLASS", c.str("redis.connection.HiredisParser", k.from))
	}
	put(d, "LOCATION", c.str(k.location(), k.from))
	if !c.redisOptions(k, options) {
		return nil
	}
	for _, key := range []string{"MAX_ENTRIES", "CULL_FREQUENCY"} {
		if k.args.Str(key) == nil {
			continue
		}
		n, ok := c.wholeOr(k.arg(key))
		if !ok {
			return nil
		}
		put(options, key, c.of(n, k.from))
		k.args.Delete(value.Str(key), value.True)
	}
	if len(options.Entries) > 0 {
		put(d, "OPTIONS", c.of(options, k.from))
	}
	for _, e := range k.args.Entries {
		d.Set(e.Key, value.True, e.Val)
	}
	return c.of(d, k.from)
}

// wholeOr is int(text); false where it raised.
func (c *Call) wholeOr(text string) (value.Int, bool) {
	n, is := parseInt(text)
	if is != isNumber {
		c.Raise("ValueError", "invalid literal for int() with base 10")
	}
	return n, is == isNumber
}

// socketDatabase finds the number of the database behind the path of a socket.
var socketDatabase = regexp.MustCompile(`^.+?(\d+)`)

func (k cacheDict) location() string {
	u := k.url
	switch {
	case u.netloc == "" && slices.Contains([]string{"memcached", "pymemcached", "pymemcache", "djangopylibmc"}, u.scheme):
		return "unix://" + u.path
	case u.netloc == "" && (u.scheme == "redis" || u.scheme == "hiredis"):
		db, socket := "0", u.path
		if m := socketDatabase.FindStringSubmatch(u.path); m != nil {
			db = m[1]
			socket = u.path[:max(0, strings.LastIndexByte(u.path, '/'))]
		}
		return "unix://" + socket + "?db=" + db
	case u.netloc == "" && u.scheme == "uwsgicache" && u.path == "":
		return "default"
	case u.netloc == "":
		return u.path
	case k.redis():
		return k.redisLocation()
	}
	return strings.ReplaceAll(u.netloc, ",", ";")
}

func (k cacheDict) redisLocation() string {
	u := k.url
	db, port, host, scheme := dropRune(u.path), k.port, u.hostname(), "redis"
	if db == "" {
		db = "0"
	}
	if port <= 0 {
		port = 6379
	}
	if host == "" {
		host = "None"
	}
	if u.scheme == "rediss" {
		scheme = u.scheme
	}
	if _, password, _, _ := u.user(); password != "" && (k.library == redisCacheLibrary || k.backend == redisBackend) {
		host = ":" + password + "@" + host
	}
	return scheme + "://" + host + ":" + itoa(port) + "/" + db
}

// redisOptions adds what only Redis knows; false where an exception was raised.
func (c *Call) redisOptions(k cacheDict, options *value.Dict) bool {
	if k.url.netloc == "" || !k.redis() {
		return true
	}
	if _, password, _, _ := k.url.user(); password != "" && k.library != redisCacheLibrary && k.backend != redisBackend {
		put(options, "PASSWORD", c.str(password, k.from))
	}
	if k.library != redisCacheLibrary {
		return true
	}
	for _, key := range []string{"PARSER_CLASS", "CONNECTION_POOL_CLASS"} {
		if v := k.args.Str(key); v != nil {
			put(options, key, v)
		}
	}
	pool := c.dict()
	for _, key := range []string{"MAX_CONNECTIONS", "TIMEOUT"} {
		if k.args.Str(key) == nil {
			continue
		}
		n, ok := c.wholeOr(k.arg(key))
		if !ok {
			return false
		}
		put(pool, strings.ToLower(key), c.of(n, k.from))
	}
	if len(pool.Entries) > 0 {
		put(options, "CONNECTION_POOL_CLASS_KWARGS", c.of(pool, k.from))
	}
	return true
}
