package cli

import (
	"bytes"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/internal/report"
)

// audit is the command that stands for `safety check` and its kin.
func (a *app) audit() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "audit [PATH]",
		Short: "Say which packages have known vulnerabilities, and what could not be judged",
		Long: "Says which of the packages that the project in PATH installs have known\n" +
			"vulnerabilities, whether its Django still gets security fixes, and what could\n" +
			"not be judged. Advisories are those built in, unless --database says otherwise.",
		Args: onePath,
		RunE: a.runAudit,
	}
	s := cmd.Flags()
	s.StringArrayVar(&a.flags.files, "file", nil, "`file` of requirements or lock file to judge, relative to PATH (repeatable; default: what the project installs)")
	a.flags.databaseFlag(s)
	s.StringVar(&a.flags.config, "config", "", "`file` of configuration, in place of deploycheck.toml or pyproject.toml in PATH")
	s.BoolVar(&a.flags.fix, "fix", false, "rewrite pins to the lowest version that fixes what is known")
	s.StringVar(&a.flags.format, "format", "", "`format` of the answer: text, json or sarif (default text)")
	s.StringArrayVar(&a.flags.outputs, "output", nil, "write the answer to a `file`")
	s.StringVar(&a.flags.failOn, "fail-on", "error", "least `level` that makes the exit status 1: error, warning, note or none")
	s.BoolVar(&a.flags.offline, "offline", false, "use no network, whatever --database says")
	s.BoolVar(&a.flags.quiet, "quiet", false, "vulnerable packages and figures only")
	a.flags.talk(s)
	return cmd
}

func (a *app) runAudit(cmd *cobra.Command, args []string) error {
	o, err := a.planAudit()
	if err != nil {
		return err
	}
	f, err := a.folder(cmd, args)
	if err != nil {
		return err
	}
	o.Prefix = f.prefix
	options := analyzer.Options{Date: a.date(), Advisories: a.advisories}
	if options.Config, err = configFile(f.dir, a.flags.config); err != nil {
		return err
	}
	audit, err := analyzer.AuditFiles(f.files, options, a.flags.files)
	if err != nil {
		return err
	}
	r := &analyzer.Report{Catalogue: a.catalogue, Source: audit.Source, Notes: append(audit.Notes, a.notes...), Advisories: audit.Database}
	keep, err := a.chosen(nil, skipped(audit.Config()))
	if err != nil {
		return err
	}
	r.Findings, r.Suppressed = audit.Findings(a.catalogue)
	r.Findings = slices.DeleteFunc(r.Findings, func(f analyzer.Finding) bool { return !keep.rule(f.Rule) })
	if a.flags.fix {
		if err := a.fixPins(f.dir, audit); err != nil {
			return err
		}
	}
	if worst(r.Findings) >= a.failFrom(cmd.Flags(), audit.Config()) {
		a.status = Findings
	}
	return a.writeAudit(audit, r, o)
}

// planAudit holds the flags against what they may be.
func (a *app) planAudit() (report.Options, error) {
	if err := oneOf("fail-on", a.flags.failOn, "error", "warning", "note", "none"); err != nil {
		return report.Options{}, err
	}
	if a.flags.format != "" {
		if err := oneOf("format", a.flags.format, "text", "json", "sarif"); err != nil {
			return report.Options{}, err
		}
	}
	if len(a.flags.outputs) > 1 || len(a.flags.outputs) == 1 && a.flags.outputs[0] == "" {
		return report.Options{}, usage("write --output FILE once", "audit writes one answer")
	}
	if err := a.checkDatabase(); err != nil {
		return report.Options{}, err
	}
	return a.talking()
}

// worst is the level of the worst finding; below all levels if there is none.
func worst(findings []analyzer.Finding) analyzer.Level {
	level := analyzer.NoteLevel - 1
	for _, f := range findings {
		level = max(level, f.Level())
	}
	return level
}

// writeAudit writes the answer in the format that is asked for, to a file or
// to standard output.
func (a *app) writeAudit(audit *analyzer.Audit, r *analyzer.Report, o report.Options) error {
	format := a.flags.format
	file := ""
	if len(a.flags.outputs) == 1 {
		file = a.flags.outputs[0]
		o.Color, o.Width = false, defaultWidth
		if format == "" {
			format = formatOf(file)
		}
	}
	write := func(w io.Writer) error { return report.AuditText(w, audit, r, o) }
	switch format {
	case "json":
		write = func(w io.Writer) error { return report.AuditJSON(w, audit, r, o) }
	case "sarif":
		write = func(w io.Writer) error { return report.SARIF(w, r, o) }
	}
	if file == "" || file == "-" {
		return a.printed(write)
	}
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	return a.writeFile(file, b.Bytes())
}
