package analyzer

import (
	"cmp"
	"slices"

	"github.com/deploycheck/deploycheck/analyzer/config"
	"github.com/deploycheck/deploycheck/analyzer/deps/osv"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Rule is one thing that can be wrong: data and one function. Rules hold
// no state, so two may run at once.
type Rule struct {
	ID        string   // slug, for ever: "debug-enabled"
	Title     string   // what is wrong, in a few words
	Item      string   // the checklist item it answers: "debug-off"
	Items     []string // those that it answers, if they are several; Item is then empty
	Severity  Severity
	Precision Precision
	What      string   // what it catches, one or two sentences
	Why       string   // why it matters
	Fix       string   // what to write instead; may hold `code`
	Checks    []string // Django's own checks that say the same: "security.W018"
	CWE       int      // Common Weakness Enumeration number
	ASVS      string   // OWASP ASVS 4.0.3 requirement: "14.3.2"
	Refs      []string // addresses of documentation, Django's first
	Check     func(*Pass)
	Audit     func(*AuditPass) // instead of Check, for rules about what is installed
	Unloaded  bool             // asked even if the settings do not load
}

// AllItems lists the checklist items that the rule answers.
func (r *Rule) AllItems() []string {
	if r.Items == nil {
		return []string{r.Item}
	}
	return r.Items
}

// Answers reports whether the rule answers an item of the checklist.
func (r *Rule) Answers(item string) bool { return slices.Contains(r.AllItems(), item) }

// Severity is how much a finding matters. It belongs to the rule: where one
// fact has two weights there are two rules.
type Severity int

// Severities, the mildest first.
const (
	Info Severity = iota
	Low
	Medium
	High
	Critical
)

// Level is SARIF's word for the severity: note, warning or error.
func (s Severity) Level() Level {
	return [...]Level{NoteLevel, WarningLevel, WarningLevel, ErrorLevel, ErrorLevel}[s]
}

// String is the severity in lower case.
func (s Severity) String() string {
	return [...]string{"info", "low", "medium", "high", "critical"}[s]
}

// Score is the CVSS-like number by which GitHub ranks the severity: above 9
// critical, from 7 high, from 4 medium, above 0 low.
func (s Severity) Score() string {
	return [...]string{"1.0", "3.0", "5.5", "8.0", "9.5"}[s]
}

// A Level is what decides the exit status, in SARIF's words.
type Level int

// Levels, the mildest first.
const (
	NoteLevel Level = iota
	WarningLevel
	ErrorLevel
)

// String is the level as SARIF writes it.
func (l Level) String() string { return [...]string{"note", "warning", "error"}[l] }

// Precision is how often a finding of a rule is right.
type Precision int

// Precisions, the best first.
const (
	VeryHigh Precision = iota
	HighPrecision
	MediumPrecision
	LowPrecision
)

// String is the precision as GitHub writes it.
func (p Precision) String() string {
	return [...]string{"very-high", "high", "medium", "low"}[p]
}

// An Item is one line of the checklist.
type Item struct {
	ID      string
	Title   string
	Section string // the ID of its section
	// Every is how often the task is due that the item is; empty: it is none.
	Every config.Cadence
}

// A Section is a heading of the checklist.
type Section struct {
	ID, Title string
	Apart     bool // it is a part of its own, not one of the critical settings
}

// A Catalogue is the checklist and the rules that answer it, both in order.
type Catalogue struct {
	Sections []Section
	Items    []Item
	Rules    []*Rule
}

// A Verdict answers a checklist item for a deployment.
type Verdict int

// Verdicts. When several rules answer one item the greatest counts.
const (
	NotFound      Verdict = iota // the repository is silent
	Manual                       // no repository can show it: somebody has to look, and may attest it
	NotApplicable                // the reason is in the message
	Passes                       // positive evidence
	Attested                     // somebody vouches for it, in the configuration
	Depends                      // decided by something outside the repository, which is named
	Fail                         // contrary evidence
)

// String is the verdict in words.
func (v Verdict) String() string {
	return [...]string{"not found", "manual", "not applicable", "pass", "attested", "depends", "fail"}[v]
}

// Verdicts lists all verdicts, the most telling first.
var Verdicts = [...]Verdict{Passes, Attested, Fail, Depends, Manual, NotFound, NotApplicable}

// A Step is one captioned place: evidence, or a step of a trail.
type Step struct {
	Span source.Span
	Text string
}

// A Finding is a rule broken in one place: the line that a person would edit.
type Finding struct {
	Rule       *Rule
	Item       string // which of the rule's items it is about; empty: its only one
	Project    string // its root
	Deployment string
	Message    string // one sentence: fact, then consequence; no capital, no full stop
	Span       source.Span
	Trail      []Step // what led there, oldest first; may be empty
	Fix        string // what to write instead, if better than the rule's own
	Anchor     string // what it is about, without line numbers: a setting's name
	Needs      []string
	// Development tells that only development uses the file: it is a note, and
	// says nothing of production.
	Development bool
	// Fingerprint identifies the finding over time: rule, file and anchor.
	Fingerprint string
	// Package and Advisories name the distribution that it is about, and the
	// known vulnerability by all its names; empty if it is about neither.
	Package    string
	Advisories []string
}

// About is the checklist item that the finding is about.
func (f *Finding) About() string { return cmp.Or(f.Item, f.Rule.Item) }

// Level is how much the finding matters, in SARIF's words.
func (f *Finding) Level() Level {
	if f.Development {
		return NoteLevel
	}
	return f.Rule.Severity.Level()
}

// An Answer is the verdict on one item for one deployment.
type Answer struct {
	Item       Item
	Project    string
	Deployment string
	Verdict    Verdict
	Message    string
	Rules      []string // IDs of the rules that were asked
	Evidence   []Step
	Needs      []string // variables that decide it
}

// A Report is everything that is said about a repository.
type Report struct {
	Catalogue Catalogue
	Projects  []*Project
	Answers   []Answer
	Findings  []Finding // sorted by file, line, column, rule
	// Suppressed findings, in the same order.
	Suppressed []Suppressed
	Notes      []source.Note
	// Advisories are those by which dependencies were judged; nil if they were
	// not.
	Advisories *osv.Database
	// Source gives the text of a line of a file of the repository, for code
	// frames; false if there is none.
	Source func(file string) (*source.File, bool)
}
