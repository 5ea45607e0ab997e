package models_test

import (
	"fmt"
	"strconv"
	"testing"
)

// words are values that variables have.
var words = []string{
	"", "1", "0", "true", "True", "FALSE", "yes", "on", "ok", "y", "t", "no", "off", " true ", "2", "-1", "+3", "1_0", " 7 ", "1.5",
	"1,5", "1.234,5", "1e5", "abc", "a,b", "a, b ,c", ",a,,b,", "(a,b)", "((1,2))", "1,2,3", "a=1", "a=1,b=2", "a=b=c", "a=1;b=2",
	"a", "=", "[1, 2]", `{"a": [1, 2.5, null, true]}`, `"x"`, "$OTHER", "$$OTHER", "$MISSING", `\$x`, "x$y", "99999999999999999999",
	"line\\nnext", "line\\r\\nnext", "é", "*", "localhost, 127.0.0.1", "'quoted'", "inf", "nan", "-", ".", "--1", "1-2",
}

func TestEnviron(t *testing.T) {
	const head = "import environ\nenv = environ.Env()\n"
	calls := []string{
		`env("X")`, `env("X", default=None)`, `env("X", default="d")`, `env("X", default=1)`, `env("X", default=True)`,
		`env("X", default=[])`, `env("X", default=["a"])`, `env("X", default=("a",))`, `env("X", default={})`, `env("X", default=1.5)`,
		`env("X", bool)`, `env("X", cast=int, default=0)`, `env("X", list, [])`, `env("X", cast=[int])`, `env("X", cast=(int,))`,
		`env("X", cast=dict(value=int))`, `env("X", cast=dict(key=int, value=str, cast={"1": float}))`, `env("X", cast=lambda v: v + "!")`,
		`env.str("X")`, `env.str("X", multiline=True)`, `env.str("X", default="a\\nb", multiline=True)`, `env.bytes("X")`, `env.bytes("X", default=b"z")`,
		`env.bool("X")`, `env.bool("X", False)`, `env.bool("X", default="true")`, `env.bool("X", default=None)`, `env.int("X")`,
		`env.int("X", default="5")`, `env.int("X", default=None)`, `env.float("X")`, `env.float("X", default=0.5)`, `env.json("X")`,
		`env.json("X", default={"a": 1})`, `env.json("X", default="{}")`, `env.list("X")`, `env.list("X", int)`, `env.list("X", default=["*"])`,
		`env.list("X", cast=str, default="a,b")`, `env.list("X", bool)`, `env.tuple("X")`, `env.tuple("X", int, (1,))`, `env.dict("X")`,
		`env.dict("X", default={})`, `env.dict("X", cast=dict(value=int))`, `env.get_value("X", default="")`, `env.get_value("X", int, 3)`,
		`"X" in env`, `env("X", default="$OTHER")`, `env("X", default=env.NOTSET)`, `env.parse_value("a,b", list)`,
		`environ.Env(X=bool)("X")`, `environ.Env(X=(bool, True))("X")`, `environ.Env(X=(int, 5)).str("X")`, `environ.Env(X=(list, []))("X")`,
		`environ.Env(X=[int])("X")`, `environ.Env(X=([int], [1]))("X")`, `environ.Env(X=(str, None))("X")`, `environ.Env(X=(bool, False)).bool("X", True)`,
		`environ.Env(X=(str, "a")).list("X")`, `environ.Env(X=(dict, {"k": "v"}))("X")`, `environ.Env(X=str)("X", default="d")`,
		`environ.Env(OTHER=(int, 8))("X", default=1)`, `environ.FileAwareEnv()("X")`, `environ.FileAwareEnv().bool("X", default=False)`,
		`env("X", default="true", cast=bool)`, `env("X", default="", cast=int)`, `env.int("X", default="abc")`,
	}
	var trials []trial
	for _, call := range calls {
		for i := -1; i < len(words); i++ {
			c := trial{Code: head + "R = " + call + "\n", Env: map[string]string{"OTHER": "7"}}
			if i >= 0 {
				c.Env["X"] = words[i]
			}
			trials = append(trials, c)
		}
	}
	trials = append(trials,
		trial{Code: head + "env.prefix = 'P_'\nR = env('X')", Env: map[string]string{"P_X": "p", "X": "x"}},
		trial{Code: head + "env.prefix = 'P_'\nR = env('X')", Env: map[string]string{"X": "x"}},
		trial{Code: head + "env.smart_cast = False\nR = env('X', default=True)", Env: map[string]string{"X": "0"}},
		trial{Code: head + "env.escape_proxy = True\nR = env('X')", Env: map[string]string{"X": `\$abc`}},
		trial{Code: head + "env.escape_proxy = True\nR = env.list('X', default=[])", Env: map[string]string{"X": `\$abc,d`}},
		trial{Code: "import environ\nR = environ.FileAwareEnv()('X')", Env: map[string]string{"X_FILE": "secret.txt", "X": "x"}, Files: map[string]string{"secret.txt": "s3cret\n"}},
		trial{Code: "import environ\nR = environ.FileAwareEnv()('X')", Env: map[string]string{"X_FILE": "none.txt", "X": "x"}},
	)
	agree(t, trials, 40)
}

// urls are database and other URLs, good and odd ones.
var urls = []string{
	"postgres://user:pass@host:5432/name", "postgresql://user:p%40ss@host/name", "pgsql://host/name", "psql://u@h/n?sslmode=require",
	"postgres://u:p@h:5432/n?sslmode=require&options=-c%20search_path%3Dx", "postgres://u:p@h/n?currentSchema=app", "postgres:///name",
	"postgres:////var/run/pg/name", "postgres://u:p@%2Fcloudsql%2Fproj%3Areg%3Ainst/name", "postgres://u:p@//cloudsql/a:b:c/name",
	"postgres://u:p@one:1,two:2,three/name", "postgres://u:p@one,two/name", "postgres://u:pa#ss@h:1/n", "postgres://u:p@ss@h:1/n",
	"postgres://u:p/w@h:1/n", "postgres://u:p@h:port/n", "postgres://u:p@h:99999/n", "postgres://u:p@h:0/n", "postgres://u:p@[::1]:5432/n",
	"postgres://u:p@[::1/n", "postgres://u:p@h:5432", "postgres://u:p@h:5432/", "postgres://", "postgres:", "postgis://u:p@h/n",
	"sqlite://:memory:", "sqlite://", "sqlite:///", "sqlite:///db.sqlite3", "sqlite:////tmp/db.sqlite3", "sqlite://host/db", "sqlite:///a%20b+c",
	"mysql://u:p@h:3306/n?charset=utf8mb4", "mysql://u:p@h/n?ssl-ca=/ca.pem", "mysql2://u:p@h/n?ssl-ca=", "mysqlgis://u:p@h/n",
	"mysql-connector://u:p@h/n", "oracle://u:p@h:1521/n", "oracle://u:p@h:1521", "oracle://u:p@h/n", "oraclegis://u:p@h:1521/n",
	"mssql://u:p@h:1433/n?driver=ODBC%20Driver", "mssqlms://u:p@h/n", "pyodbc://u:p@h/n", "redshift://u:p@h:5439/n?currentSchema=x", "cockroach://u:p@h/n",
	"cockroachdb://u:p@h/n", "timescale://u:p@h/n", "timescalegis://u:p@h/n", "spatialite:///x", "ldap://h:389/x", "ldap://h",
	"unknown://u:p@h/n", "just text", "", "/abs/path", "//h/n", "POSTGRES://U:P@HOST/Name", "postgres://ü:ñ@höst/n", " postgres://u:p@h/n ",
	"postgres://u:p@h/n?conn_max_age=60&atomic_requests=True&x=1&x=2&y=&z", "postgres://u:p@h/n?a=%zz&b=%ff%fe&c=a+b", "postgres://u:p@h/n#frag",
	"postgres://u:p@h/n;x=1", "postgres://u@h/n?CONN_MAX_AGE=None&AUTOCOMMIT=false", "postgres://:p@h/n", "postgres://u:@h/n",
	"django.db.backends.postgresql://u:p@h/n", "postgres://u:p@h/a%2Fb?c", "postgres://user:pa%25ss@h/n", "postgres://h:5432,h2:5433/n",
	"postgres://u:p@h/n?sslmode=disable&connect_timeout=10&flag=TRUE", "postgres://u:p@h:5432/n?options=a=b&", "mysql://u:p@unix(/tmp/x)/n",
	"redis://h:6379/0", "redis://:pw@h:6379/1?timeout=60", "rediss://h:6379/0", "rediscache://a:1,b:2/1", "redis:///run/redis.sock?db=1", "redis://",
	"locmemcache://", "locmemcache://name", "dummycache://", "filecache:///var/tmp/cache", "filecache://c:/x", "dbcache://table", "memcache://h:11211",
	"memcache://a:1,b:2", "memcache:///tmp/m.sock", "pymemcache://h:1/?key_prefix=ci&timeout=5", "pylibmc://h:1", "redis://h/0?CLIENT_CLASS=a.b.C&key_prefix=x&version=2",
	"smtp://u:p@h:25", "smtp+tls://u%40d:p@h:587", "smtp+ssl://u:p@h:465", "smtps://u:p@h", "consolemail://", "filemail:///tmp/mail", "dummymail://",
	"memorymail://", "smtp://u:p@h:25/?ssl=True&timeout=5&EMAIL_USE_TLS=1", "smtp://h:bad", "inmemory://", "redis+pubsub://h:1/0", "http://h/x;p=1?q#f",
}

func TestEnvironURLs(t *testing.T) {
	var trials []trial
	for _, u := range urls {
		for _, call := range []string{
			`env.db()`, `env.db("DATABASE_URL", default="sqlite:///x")`, `env.db_url("OTHER", default="` + u + `")`, `env.db(engine="my.engine")`,
			`env.db_url_config(` + strconv.Quote(u) + `)`, `env.cache("DATABASE_URL")`, `env.email_url("DATABASE_URL")`, `env.email("NONE", default="` + u + `")`,
			`env.channels("DATABASE_URL")`, `env.cache_url("NONE", default="` + u + `", backend="b.C")`, `env.url("DATABASE_URL").hostname`,
			`env.url("DATABASE_URL").path`, `environ.Env.email_url_config(` + strconv.Quote(u) + `)`,
		} {
			trials = append(trials, trial{Code: "import environ\nenv = environ.Env()\nR = " + call + "\n", Env: map[string]string{"DATABASE_URL": u}})
		}
	}
	for _, call := range []string{`env.db()`, `env.db(default=None)`, `env.db(default="")`, `env.cache(default=None)`, `env.cache()`, `env.email(default=None)`, `env.db(default={})`} {
		trials = append(trials, trial{Code: "import environ\nenv = environ.Env()\nR = " + call + "\n"})
	}
	agree(t, trials, 10)
}

func TestDatabaseURL(t *testing.T) {
	var trials []trial
	for _, u := range urls {
		for _, call := range []string{
			`dj_database_url.config()`, `dj_database_url.config(default="sqlite:///x", conn_max_age=600, ssl_require=True)`,
			`dj_database_url.parse(` + strconv.Quote(u) + `, conn_health_checks=True)`, `dj_database_url.parse(` + strconv.Quote(u) + `, "my.engine", None, ssl_require=True)`,
			`dj_database_url.config("NONE", default=` + strconv.Quote(u) + `, test_options={"NAME": "t"}, disable_server_side_cursors=True)`,
			`dj_database_url.config(env="NONE", engine="x.y")`,
		} {
			trials = append(trials, trial{Code: "import dj_database_url\nR = " + call + "\n", Env: map[string]string{"DATABASE_URL": u}})
		}
	}
	agree(t, trials, 100)
}

// TestURLPieces tries URLs that are put together at random.
func TestURLPieces(t *testing.T) {
	pieces := []string{
		"postgres:", "//", "mysql://", "sqlite:///", "user", ":", "pass", "@", "host", "/", "name", "?", "a=1", "&", "b=x", "#", "%20", "%2F", "%zz", "%",
		"[::1]", "[", "]", ";", ",", "5432", "+", "=", "é", " ", "\t", "redis://", "sslmode=require", ".", "..", "oracle://", "%C3%A9", "%e2%82",
	}
	r := newRand()
	var trials []trial
	for range 1000 {
		u := mix(r, pieces, 9)
		for _, head := range []string{"postgres://", ""} {
			env := map[string]string{"DATABASE_URL": head + u}
			for _, code := range []string{
				"import dj_database_url\nR = dj_database_url.config()\n",
				"import environ\nR = environ.Env().db()\n",
				"import urllib.parse\nR = urllib.parse.urlparse(" + strconv.Quote(head+u) + ").geturl()\n",
			} {
				trials = append(trials, trial{Code: code, Env: env})
			}
		}
	}
	agree(t, trials, 30)
}

func TestDecouple(t *testing.T) {
	calls := []string{
		`config("X")`, `config("X", default="d")`, `config("X", default=None)`, `config("X", cast=bool)`, `config("X", default=False, cast=bool)`,
		`config("X", default="", cast=bool)`, `config("X", default=True, cast=bool)`, `config("X", cast=int)`, `config("X", default="5", cast=int)`,
		`config("X", default=0.5, cast=float)`, `config("X", default="a,b", cast=Csv())`, `config("X", cast=Csv(int))`, `config("X", cast=Csv(post_process=tuple))`,
		`config("X", cast=Csv(delimiter=";", strip=" *"))`, `config("X", default="", cast=Csv())`, `config("X", cast=lambda v: [s.strip() for s in v.split(",")])`,
		`config("X", default=[], cast=Csv())`, `config("X", cast=Choices(["1", "true"]))`, `config("X", cast=Choices([1, 2], cast=int), default=1)`,
		`config("X", cast=str)`, `config("X", cast=None)`, `config("X", default=None, cast=bool)`, `config("X", default=5, cast=bool)`, `Csv()("a,b")`,
		`config("X", default=None, cast=int)`,
	}
	var trials []trial
	for _, call := range calls {
		for i := -1; i < len(words); i++ {
			c := trial{Code: "from decouple import config, Csv, Choices\nR = " + call + "\n", Env: map[string]string{}}
			if i >= 0 {
				c.Env["X"] = words[i]
			}
			trials = append(trials, c)
		}
	}
	pieces := []string{"a", "b c", ",", ",", " ", `"`, "'", `\`, "#", ";", "\n", "é", "=", "x"}
	r := newRand()
	for range 800 {
		trials = append(trials, trial{Code: "from decouple import config, Csv\nR = config('X', cast=Csv())\n", Env: map[string]string{"X": mix(r, pieces, 10)}})
	}
	agree(t, trials, 60)
}

// linePieces make up lines of .env files.
var linePieces = []string{
	"A", "B", "KEY", "=", "=", "=", " ", "  ", "\t", "'", `"`, `\`, "#", "x", "value", "export ", "\n", "\n", "\n", "$", "${A}", "${B:-d}", "${OUT}", "${", "}",
	`\n`, `\"`, `\'`, "é", "1", ":", "[settings]", ";", "%", "\r\n", " # c", "a b", "\u2028", "%%", "%(a)s",
}

func TestEnvFiles(t *testing.T) {
	r := newRand()
	var trials []trial
	readers := []string{
		"import environ, os\nenviron.Env.read_env()\nR = [os.environ.get(k) for k in %s]\n",
		"import environ, os\nenv = environ.Env()\nenv.read_env('.env', overwrite=True, parse_comments=True, KEY='kw')\nR = [os.environ.get(k) for k in %s]\n",
		"import environ, os\nfrom pathlib import Path\nenviron.Env.read_env(Path(__file__).parent / '.env')\nR = [os.environ.get(k) for k in %s]\n",
		"import os\nfrom dotenv import load_dotenv\nT = load_dotenv()\nR = [T] + [os.environ.get(k) for k in %s]\n",
		"import os\nfrom dotenv import load_dotenv\nload_dotenv(os.path.join(os.path.dirname(__file__), '.env'), override=True)\nR = [os.environ.get(k) for k in %s]\n",
		"import os\nfrom dotenv import load_dotenv, find_dotenv\nload_dotenv(find_dotenv(), interpolate=False)\nR = [os.environ.get(k) for k in %s]\n",
		"from dotenv import dotenv_values\nR = list(dotenv_values('.env').items())  # %s\n",
		"from decouple import config\nR = [config(k, default=None) for k in %s]\n",
		"from decouple import Config, RepositoryEnv\nconfig = Config(RepositoryEnv('.env'))\nR = [config(k, default=None) for k in %s]\n",
	}
	keys := `["A", "B", "KEY", "x", "value", "é", "1", "export A"]`
	for range 250 {
		text := mix(r, linePieces, 24)
		for _, code := range readers {
			trials = append(trials, trial{
				Code: fmt.Sprintf(code, keys), Env: map[string]string{"B": "b of env", "OUT": "outside"}, Files: map[string]string{".env": text},
			})
		}
		trials = append(trials, trial{
			Code: "from decouple import config\nR = [config(k, default=None) for k in " + keys + "]\n", Files: map[string]string{"settings.ini": "[settings]\n" + text},
		})
	}
	agree(t, trials, 4)
}
