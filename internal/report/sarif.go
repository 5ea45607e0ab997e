package report

import (
	"io"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/deploycheck/deploycheck/analyzer"
)

// What GitHub and others do with SARIF decides its form. They refuse a file
// with a null in the wrong place, take only the first location of a result,
// show it in a pull request only if all its lines are in the diff (so regions
// are one line), join results of one rule in one line, and show suppressed
// results as open. Severity is read from the rule, not from the result.

// Limits of what GitHub shows.
const (
	maxResults = 5000
	maxFlow    = 50
	maxNotes   = 1000
)

// SARIF writes a report in the Static Analysis Results Interchange Format,
// version 2.1.0, for GitHub code scanning and others that read it.
func SARIF(w io.Writer, r *analyzer.Report, o Options) error {
	s := &sarifWriter{report: r, options: o, hashes: hasher{}, index: map[string]int{}}
	log, err := sarif.New(sarif.Version210)
	if err != nil {
		return err
	}
	log.AddRun(s.run())
	tree, err := pruned(log)
	if err != nil {
		return err
	}
	return encode(w, tree)
}

type sarifWriter struct {
	report  *analyzer.Report
	options Options
	hashes  hasher
	index   map[string]int // of each rule
	left    int            // results that did not fit
	lost    int            // results without any place
}

func (s *sarifWriter) run() *sarif.Run {
	run := sarif.NewRun(sarif.Tool{Driver: s.driver()})
	run.WithColumnKind("unicodeCodePoints")
	// The folder has no address of its own: one that names the container's
	// would lead those astray who read the file outside.
	root := sarif.NewArtifactLocation().WithDescriptionText("The top of the repository.")
	run.WithOriginalUriBaseIds(map[string]*sarif.ArtifactLocation{"%SRCROOT%": root})
	if s.options.Category != "" {
		id := strings.TrimRight(s.options.Category, "/") + "/"
		run.WithAutomationDetails(sarif.NewRunAutomationDetails().WithID(id))
	}
	run.Properties = sarif.Properties{"checklist": checklistCounts(s.report)}
	if text := advisoriesText(s.report); text != "" {
		run.Properties["advisories"] = text
	}
	run.Results = append(run.Results, s.results()...)
	run.AddInvocations(s.invocation())
	return run
}

// checklistCounts counts the answers by verdict. SARIF has results for findings
// only; what passes and what is attested stands here.
func checklistCounts(r *analyzer.Report) map[string]int {
	counts := map[string]int{}
	n := counted(r.Answers)
	for _, v := range analyzer.Verdicts {
		counts[v.String()] = n[v]
	}
	return counts
}

// driver describes the tool with all its rules, whether or not they fired.
func (s *sarifWriter) driver() *sarif.ToolComponent {
	d := sarif.NewDriver(Name).WithInformationURI(Home).WithOrganization(Name)
	d.WithVersion(s.options.Version).WithSemanticVersion(s.options.Version)
	for _, rule := range s.report.Catalogue.Rules {
		s.register(d, rule)
	}
	for _, f := range s.report.Findings {
		s.register(d, f.Rule)
	}
	d.WithNotifications(notifications())
	return d
}

// register describes a rule, once. It comes before all results: the library
// makes a rule's index from what it knows by then.
func (s *sarifWriter) register(d *sarif.ToolComponent, rule *analyzer.Rule) {
	if _, ok := s.index[rule.ID]; ok {
		return
	}
	s.index[rule.ID] = len(d.Rules)
	d.AddRule(descriptor(rule, s.options.Version))
}

// helpAddress is where a rule is explained, in the version that made the
// report.
func helpAddress(version, anchor string) string {
	ref := "v" + version
	if strings.HasSuffix(version, "-dev") {
		ref = "main"
	}
	return Home + "/blob/" + ref + "/rules/README.md#" + anchor
}
