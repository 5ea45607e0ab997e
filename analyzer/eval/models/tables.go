package models

import (
	"maps"
	"strings"
)

// functions holds every modelled function by its dotted name, and every
// method as "class#method".
var functions = merge(
	pathFunctions, fileMethods, environPathMethods,
	environFunctions, systemFunctions, loggingFunctions, chanceFunctions,
	datetimeFunctions, jsonFunctions, encodingFunctions, reFunctions, djangoFunctions, urlFunctions,
	djangoEnviron, methodsOf("environ.Env", envMethods), methodsOf("environ.FileAwareEnv", envMethods),
	decoupleFunctions, dotenvFunctions, dburlFunctions, environsFunctions, configparserFunctions, yamlFunctions, tomlFunctions,
	mailurlFunctions, cacheurlFunctions, configurationsFunctions, pydanticFunctions,
	dynaconfFunctions, secretFunctions,
)

// constants holds what libraries keep under a dotted name.
var constants = merge(
	systemConstants, datetimeConstants, reConstants, stringConstants, djangoConstants, environConstants, decoupleConstants, environsConstants,
)

// merge joins tables. A later one wins.
func merge[V any](tables ...map[string]V) map[string]V {
	all := map[string]V{}
	for _, t := range tables {
		maps.Copy(all, t)
	}
	return all
}

// known holds the top-level names whose import surely works, or is not worth
// a doubt: Python's own library, Django, and the libraries modelled here.
var known = nameSet(standardLibrary,
	"django environ decouple dotenv dj_database_url dj_email_url django_cache_url configurations pydantic pydantic_settings dynaconf environs yaml toml tomli corsheaders whitenoise split_settings sentry_sdk celery distutils setuptools pkg_resources")

// standardLibrary lists sys.stdlib_module_names of Python 3.13, private names
// left out.
const standardLibrary = `
abc antigravity argparse array ast asyncio atexit base64 bdb binascii bisect builtins bz2 cProfile calendar cmath cmd
code codecs codeop collections colorsys compileall concurrent configparser contextlib contextvars copy copyreg csv
ctypes curses dataclasses datetime dbm decimal difflib dis doctest email encodings ensurepip enum errno faulthandler
fcntl filecmp fileinput fnmatch fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip
hashlib heapq hmac html http idlelib imaplib importlib inspect io ipaddress itertools json keyword linecache locale
logging lzma mailbox marshal math mimetypes mmap modulefinder multiprocessing netrc ntpath nturl2path
numbers opcode operator optparse os pathlib pdb pickle pickletools pkgutil platform plistlib poplib posix posixpath
pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib
resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket socketserver
sqlite3 ssl stat statistics string stringprep struct subprocess symtable sys sysconfig syslog tabnanny tarfile tempfile
termios textwrap this threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle
turtledemo types typing unicodedata unittest urllib uuid venv warnings wave weakref webbrowser wsgiref
xml xmlrpc zipapp zipfile zipimport zlib zoneinfo`

func nameSet(lists ...string) map[string]bool {
	set := map[string]bool{"__future__": true}
	for _, list := range lists {
		for _, name := range strings.Fields(list) {
			set[name] = true
		}
	}
	return set
}

// starNames holds what `from X import *` binds, of libraries for which that
// is written.
var starNames = map[string][]string{
	"corsheaders.defaults":  {"default_headers", "default_methods"},
	"decouple":              {"AutoConfig", "Choices", "Config", "Csv", "RepositoryEmpty", "RepositoryEnv", "RepositoryIni", "RepositorySecret", "Undefined", "UndefinedValueError", "config", "os", "string", "strtobool", "sys", "undefined"},
	"dj_database_url":       {"DEFAULT_ENV", "config", "parse", "register", "os"},
	"dotenv":                {"dotenv_values", "find_dotenv", "get_key", "load_dotenv", "set_key", "unset_key"},
	"environs":              {"Env", "EnvError", "EnvSealedError", "EnvValidationError", "FileAwareEnv", "ParserConflictError", "env", "validate"},
	"environ":               {"Env", "FileAwareEnv", "ImproperlyConfigured", "Path", "os", "sys", "re", "json", "logging", "warnings"},
	"os.path":               {"abspath", "basename", "dirname", "exists", "expanduser", "isabs", "isdir", "isfile", "join", "normpath", "realpath", "relpath", "split", "splitext"},
	"pathlib":               {"Path", "PosixPath", "PurePath", "PurePosixPath", "PureWindowsPath", "WindowsPath"},
	"split_settings.tools":  {"include", "optional"},
	"django.conf.urls.i18n": {"i18n_patterns", "set_language"},
}

// StarNames gives the public names of a library module, for modules whose
// names are known.
func StarNames(module string) ([]string, bool) {
	names, ok := starNames[module]
	return names, ok
}
