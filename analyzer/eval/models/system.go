package models

import (
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// systemConstants is what sys, os and their kin hold where a site is served:
// on Linux, asked by `manage.py check --deploy`.
var systemConstants = map[string]value.Plain{
	"os.name":        value.Str("posix"),
	"os.sep":         value.Str("/"),
	"os.path.sep":    value.Str("/"),
	"os.altsep":      value.None{},
	"os.extsep":      value.Str("."),
	"os.curdir":      value.Str("."),
	"os.pardir":      value.Str(".."),
	"os.path.pardir": value.Str(".."),
	"os.linesep":     value.Str("\n"),
	"os.pathsep":     value.Str(":"),
	"os.devnull":     value.Str("/dev/null"),

	"sys.argv":         texts(value.ListKind, "manage.py", "check", "--deploy"),
	"sys.version_info": pythonVersion(),
	"sys.version":      notTold("the version of Python", "str"),
	"sys.platform":     value.Str("linux"),
	"sys.path":         &value.Seq{More: notTold("sys.path", "")},
	"sys.byteorder":    value.Str("little"),
	"sys.maxsize":      value.Int(1<<63 - 1),
	"sys.executable":   notTold("sys.executable", "str"),
	"sys.prefix":       notTold("sys.prefix", "str"),
	"sys.base_prefix":  notTold("sys.base_prefix", "str"),
	"sys.exec_prefix":  notTold("sys.exec_prefix", "str"),
	"sys.stdin":        notTold("sys.stdin", "TextIOWrapper"),
	"sys.stdout":       notTold("sys.stdout", "TextIOWrapper"),
	"sys.stderr":       notTold("sys.stderr", "TextIOWrapper"),
	"sys.frozen":       value.Bool(false), // asked for with getattr only

	"logging.CRITICAL": value.Int(50),
	"logging.FATAL":    value.Int(50),
	"logging.ERROR":    value.Int(40),
	"logging.WARNING":  value.Int(30),
	"logging.WARN":     value.Int(30),
	"logging.INFO":     value.Int(20),
	"logging.DEBUG":    value.Int(10),
	"logging.NOTSET":   value.Int(0),

	"math.pi":  value.Float(3.141592653589793),
	"math.e":   value.Float(2.718281828459045),
	"math.tau": value.Float(6.283185307179586),

	"socket.AF_INET":  value.Opaque{TypeName: "AddressFamily", Repr: "<AddressFamily.AF_INET: 2>"},
	"socket.AF_INET6": value.Opaque{TypeName: "AddressFamily", Repr: "<AddressFamily.AF_INET6: 10>"},
	"socket.AF_UNIX":  value.Opaque{TypeName: "AddressFamily", Repr: "<AddressFamily.AF_UNIX: 1>"},

	"ssl.CERT_NONE":     value.Opaque{TypeName: "VerifyMode", Repr: "<VerifyMode.CERT_NONE: 0>"},
	"ssl.CERT_OPTIONAL": value.Opaque{TypeName: "VerifyMode", Repr: "<VerifyMode.CERT_OPTIONAL: 1>"},
	"ssl.CERT_REQUIRED": value.Opaque{TypeName: "VerifyMode", Repr: "<VerifyMode.CERT_REQUIRED: 2>"},

	"typing.TYPE_CHECKING": value.Bool(false),
}

// pythonVersion is sys.version_info: of the newest Python that every
// supported Django runs on.
func pythonVersion() *value.Seq {
	var vals []*value.Value
	for _, p := range []value.Plain{value.Int(3), value.Int(13), value.Int(0), value.Str("final"), value.Int(0)} {
		vals = append(vals, value.Of(p, nil))
	}
	return value.NewSeq(value.TupleKind, vals...)
}

var systemFunctions = map[string]Func{
	"sys.modules#__contains__": moduleLoaded,

	"os.uname":               gives("the system", ""),
	"os.cpu_count":           gives("the number of CPUs", "int"),
	"os.process_cpu_count":   gives("the number of CPUs", "int"),
	"os.sched_getaffinity":   gives("the CPUs to run on", "set"),
	"os.getloadavg":          varies("the load of the system", "tuple"),
	"os.getpid":              gives("the number of the process", "int"),
	"os.getppid":             gives("the number of the parent process", "int"),
	"os.getuid":              gives("the user that runs the program", "int"),
	"os.geteuid":             gives("the user that runs the program", "int"),
	"os.getgid":              gives("the group that runs the program", "int"),
	"os.getlogin":            gives("the user that runs the program", "str"),
	"os.urandom":             random("os.urandom", "bytes", true),
	"os.system":              varies("what a command answers", "int"),
	"os.popen":               varies("what a command answers", ""),
	"os.access":              varies("whether a file may be used", "bool"),
	"os.stat":                varies("what a file is like", ""),
	"os.path.getmtime":       varies("when a file was changed", "float"),
	"os.path.getsize":        varies("how large a file is", "int"),
	"os.path.islink":         varies("whether a file is a link", "bool"),
	"os.path.ismount":        varies("whether a folder is a mount", "bool"),
	"os.path.expandvars":     expandVars,
	"os.walk":                varies("what is in the folders", ""),
	"os.scandir":             varies("what is in the folder", ""),
	"os.remove":              (*Call).none,
	"os.unlink":              (*Call).none,
	"os.rename":              (*Call).none,
	"os.symlink":             (*Call).none,
	"os.chdir":               (*Call).none,
	"os.utime":               (*Call).none,
	"sys.getdefaultencoding": always(value.Str("utf-8")),
	"sys.setrecursionlimit":  (*Call).none,
	"sys.setdefaultencoding": (*Call).none,
	"sys.getrecursionlimit":  gives("the recursion limit", "int"),
	"sys.gettrace":           always(value.None{}),
	"sys.intern":             same,

	"platform.system":         always(value.Str("Linux")),
	"platform.machine":        gives("the kind of machine", "str"),
	"platform.node":           gives("the host name", "str"),
	"platform.platform":       gives("the system", "str"),
	"platform.release":        gives("the release of the system", "str"),
	"platform.processor":      gives("the processor", "str"),
	"platform.uname":          gives("the system", ""),
	"platform.python_version": gives("the version of Python", "str"),

	"socket.gethostname":      gives("the host name", "str"),
	"socket.getfqdn":          gives("the full host name", "str"),
	"socket.gethostbyname":    varies("what a name resolves to", "str"),
	"socket.gethostbyname_ex": varies("what a name resolves to", "tuple"),
	"socket.gethostbyaddr":    varies("what an address resolves to", "tuple"),
	"socket.getaddrinfo":      varies("what a name resolves to", "list"),
	"socket.socket":           varies("a connection", "socket"),
	"socket.inet_aton":        varies("an address", "bytes"),
	"socket.create_connection": varies(
		"whether a connection can be made", "socket"),

	"getpass.getuser":           gives("the user that runs the program", "str"),
	"getpass.getpass":           varies("what is typed in", "str"),
	"pwd.getpwuid":              varies("the user that runs the program", ""),
	"multiprocessing.cpu_count": gives("the number of CPUs", "int"),
	"shutil.which":              varies("where a program is", ""),
	"shutil.rmtree":             (*Call).none,
	"shutil.copy":               varies("where a file is copied to", "str"),
	"tempfile.gettempdir":       gives("the folder for temporary files", "str"),
	"tempfile.mkdtemp":          varies("a temporary folder", "str"),
	"tempfile.mkstemp":          varies("a temporary file", "tuple"),
	"tempfile.TemporaryDirectory": varies(
		"a temporary folder", ""),
	"tempfile.NamedTemporaryFile": varies("a temporary file", ""),

	"subprocess.check_output": varies("what a command answers", ""),
	"subprocess.check_call":   varies("what a command answers", "int"),
	"subprocess.call":         varies("what a command answers", "int"),
	"subprocess.run":          varies("what a command answers", ""),
	"subprocess.Popen":        varies("what a command answers", ""),
	"subprocess.getoutput":    varies("what a command answers", "str"),
	"subprocess.getstatusoutput": varies(
		"what a command answers", "tuple"),

	"time.time":      varies("the time", "float"),
	"time.time_ns":   varies("the time", "int"),
	"time.monotonic": varies("the time", "float"),
	"time.sleep":     (*Call).none,
	"time.strftime":  varies("the time", "str"),
	"time.tzset":     (*Call).none,
	"time.localtime": varies("the time", ""),
	"time.gmtime":    varies("the time", ""),

	"locale.setlocale":        varies("the locale", "str"),
	"locale.getlocale":        varies("the locale", "tuple"),
	"locale.getdefaultlocale": varies("the locale", "tuple"),

	"warnings.warn":           (*Call).none,
	"warnings.simplefilter":   (*Call).none,
	"warnings.filterwarnings": (*Call).none,
	"warnings.resetwarnings":  (*Call).none,
	"mimetypes.add_type":      (*Call).none,
	"mimetypes.init":          (*Call).none,
	"atexit.register":         same,
	"signal.signal":           (*Call).none,
	"gc.disable":              (*Call).none,
	"gc.freeze":               (*Call).none,
	"gc.set_threshold":        (*Call).none,
	"site.addsitedir":         (*Call).none,
	"locale.resetlocale":      (*Call).none,
	"typing.cast":             func(c *Call) *value.Value { return c.second() },
	"faulthandler.enable":     (*Call).none,
}

// testRunners are modules that only a run of tests loads.
var testRunners = []string{"pytest", "_pytest", "py.test", "nose", "pytest_django"}

// moduleLoaded is name in sys.modules: a site that is served has loaded no
// test runner.
func moduleLoaded(c *Call) *value.Value {
	return c.eachAlt(c.arg(0, ""), func(a value.Alt) *value.Value {
		if name, ok := a.Plain.(value.Str); ok && slices.Contains(testRunners, string(name)) {
			return c.of(value.Bool(false), alone(a))
		}
		return c.unknown("which modules are loaded is not followed", "bool", alone(a))
	})
}

// second is the second argument, given back.
func (c *Call) second() *value.Value {
	if len(c.Args) < 2 {
		return c.unknown("it is given nothing", "")
	}
	return c.Args[1]
}

// expandVars is os.path.expandvars: known where there is nothing to expand.
func expandVars(c *Call) *value.Value {
	return c.onText(c.arg(0, "path"), "os.path.expandvars", "str", func(s string, from *value.Value) *value.Value {
		for _, r := range s {
			if r == '$' {
				return c.unknown("variables in a path are not followed", "str", from)
			}
		}
		return c.str(s, from)
	})
}
