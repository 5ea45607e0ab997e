package analyzer

import (
	"time"

	"github.com/deploycheck/deploycheck/analyzer/deps/osv"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// Options say what of a repository is analysed and what is known of its
// environment. The zero Options find everything out by themselves.
type Options struct {
	Settings      []string   // settings modules to judge; empty: those that go live
	Configuration string     // class of django-configurations, if used
	PythonPath    string     // folder for sys.path, relative to the root
	Django        string     // version: "5.2"; empty: what the repository says
	Env           []Variable // variables that are known to be set; later ones win
	EnvOnly       bool       // no variable but those of Env is set
	// Strict makes a missing required variable the error that Python raises,
	// as check-deploy and diffsettings want it; else its value is unknown.
	Strict bool
	// Date is that as of which certificates and attestations are judged; the
	// zero Date: what they say of time is not.
	Date time.Time
	// Advisories gives what is known of the vulnerabilities of packages, by their
	// names; nil: what is built in.
	Advisories func(names []string) *osv.Database
	// Config is the project's configuration; nil: what the repository has.
	Config *source.File
}

// A Variable is an environment variable and what sets it.
type Variable struct {
	Name, Value string
	Source      Step // "--env DJANGO_DEBUG=…", or the line of an env file
}

// A UsageError is a request that cannot be carried out as asked: no such
// folder, no such settings module, no Django project.
type UsageError struct {
	Text string
	Hint string // what to do instead; may be empty
}

// Error implements error.
func (e *UsageError) Error() string { return e.Text }

// A LoadError is how Django fails to load the settings.
type LoadError struct {
	Type    string // "ImproperlyConfigured", "KeyError", …
	Message string
	Span    source.Span
	Vars    []string // variables that decide it, sorted
}

// A DeployReport is what `manage.py check --deploy` would say.
type DeployReport struct {
	Checks   []DeployCheck
	Silenced []string   // IDs of checks that fire and are silenced by SILENCED_SYSTEM_CHECKS
	Error    *LoadError // if the settings do not load; Checks is then empty
}

// A DeployCheck is one of Django's system checks, judged without running it.
type DeployCheck struct {
	ID      string // "security.W004"
	Level   string // Django's: "WARNING" or "ERROR"
	Verdict string // "fires", "clear" or "unknown"
	Message string // our words for what Django's message says
	Reason  string // why the verdict is unknown, or what decided it; may be empty
	Span    source.Span
	Needs   []string // variables that would settle it
}

// A SettingLine is one setting as `manage.py diffsettings` would print it.
type SettingLine struct {
	Name    string
	Known   bool
	Value   any    // ready for JSON if known: secrets and objects are replaced by what may be shown
	Repr    string // the value as Python prints it, secrets hidden; "…" if not known
	Default bool   // the project leaves Django's default
	Differs bool   // its value is not Django's default, or Django has none
	DefRepr string // Django's default as Python prints it; empty if Django has none
	IsPath  bool   // the value is a path, and Value its text relative to the project
	Span    source.Span
	Trail   []Step
	Needs   []string
	Reason  string // why it is not known
}
