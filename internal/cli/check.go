package cli

import (
	"bytes"
	"slices"

	"github.com/spf13/cobra"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/config"
	"github.com/deploycheck/deploycheck/internal/report"
)

// check is the command that answers the checklist.
func (a *app) check(use string) *cobra.Command {
	cmd := &cobra.Command{
		Use:   use,
		Short: "Answer the production security checklist",
		Long:  "Answers the production security checklist for the project in PATH, the working\nfolder if it is left out. Runs nothing of what it reads.",
		Args:  onePath,
		RunE:  a.runCheck,
	}
	s, f := cmd.Flags(), &a.flags
	f.common(s)
	s.StringVar(&f.format, "format", "", "`format` of the report: "+formatList()+" (default text; in GitHub Actions also github and the job summary)")
	s.StringArrayVar(&f.outputs, "output", nil, "write the report to a `file`, or FORMAT=FILE for a further report (repeatable)")
	s.StringVar(&f.failOn, "fail-on", "error", "least `level` that makes the exit status 1: error, warning, note or none")
	f.databaseFlag(s)
	s.BoolVar(&f.strict, "strict", false, "like --fail-on warning")
	s.StringArrayVar(&f.only, "only", nil, "ask only this `rule`, item or section (repeatable)")
	s.StringArrayVar(&f.skip, "skip", nil, "do not ask this `rule`, item or section (repeatable)")
	s.BoolVar(&f.suppressed, "show-suppressed", false, "list suppressed findings, which are always counted")
	s.BoolVar(&f.quiet, "quiet", false, "findings and figures only")
	return cmd
}

// runCheck judges a folder and writes the reports. When nothing can be judged
// the reports that machines wait for say so: their absence, or their being
// empty, would pass for a clean bill.
func (a *app) runCheck(cmd *cobra.Command, args []string) error {
	if err := a.readInputs(cmd.Flags()); err != nil {
		return err
	}
	plan, err := a.plan()
	if err != nil {
		return err
	}
	r, err := a.judge(cmd, args, plan)
	if err != nil {
		a.reportFailure(plan, err)
		return err
	}
	if r.worst >= a.failFrom(cmd.Flags(), r.config) {
		a.status = Findings
	}
	return a.deliver(plan, r.Report)
}

// A judged report, and the level of the worst finding.
type judged struct {
	*analyzer.Report
	worst  analyzer.Level
	config *config.Config
}

// judge analyses the folder and asks the rules.
func (a *app) judge(cmd *cobra.Command, args []string, plan *plan) (*judged, error) {
	chosen, err := a.chosen(a.flags.only, a.flags.skip)
	if err != nil {
		return nil, err
	}
	if err := a.checkDatabase(); err != nil {
		return nil, err
	}
	repository, folder, err := a.analyse(cmd, args, false)
	if err != nil {
		return nil, err
	}
	if err := repository.Configured(a.catalogue); err != nil {
		return nil, err
	}
	if chosen == nil {
		if chosen, err = a.chosen(nil, skipped(repository.Config())); err != nil {
			return nil, err
		}
	}
	plan.options.Prefix, plan.top = folder.prefix, folder.top()
	r := repository.Check(a.catalogue, chosen.rule)
	chosen.narrow(r)
	r.Notes = slices.Concat(r.Notes, folder.notes, a.notes)
	if err := onlyDeployment(r, a.flags.deployment); err != nil {
		return nil, err
	}
	return &judged{r, worst(r.Findings), repository.Config()}, nil
}

// analyse reads the folder that the arguments name. Strict commands want the
// errors that Django would raise.
func (a *app) analyse(cmd *cobra.Command, args []string, strict bool) (*analyzer.Repository, *folder, error) {
	f, err := a.folder(cmd, args)
	if err != nil {
		return nil, nil, err
	}
	o, err := a.flags.options(f.dir)
	if err != nil {
		return nil, nil, err
	}
	o.Strict, o.Date, o.Advisories = strict, a.date(), a.advisories
	if o.Config, err = configFile(f.dir, a.flags.config); err != nil {
		return nil, nil, err
	}
	if o.Env, f.notes, err = a.variables(f.dir); err != nil {
		return nil, nil, err
	}
	repository, err := analyzer.Analyze(f.files, o)
	return repository, f, err
}

// deliver writes all reports of a plan.
func (a *app) deliver(p *plan, r *analyzer.Report) error {
	for _, out := range p.outputs {
		o := p.options
		o.Beside = beside(p.top, out.file)
		if err := a.write(out, r, o); err != nil {
			return err
		}
	}
	if p.summary {
		a.stepSummary(r, p.options)
	}
	a.setOutputs(p, r, a.status == Clean)
	return nil
}

// reportFailure tells machines that nothing was judged.
func (a *app) reportFailure(p *plan, err error) {
	empty := &analyzer.Report{Catalogue: a.catalogue}
	p.options.Failure = err.Error()
	for _, out := range p.outputs {
		if out.format == "sarif" && out.file != "" {
			if err := a.write(out, empty, p.options); err != nil {
				a.complain(err.Error(), "")
			}
		}
	}
	if p.summary {
		a.stepSummary(empty, p.options)
	}
	a.setOutputs(p, empty, false)
}

// write makes one report and puts it where it belongs.
func (a *app) write(out output, r *analyzer.Report, o report.Options) error {
	write, _ := report.FormatNamed(out.format)
	if out.file != "" {
		o.Color, o.Width = false, defaultWidth
	}
	var b bytes.Buffer
	if err := write(&b, r, o); err != nil {
		return err
	}
	if out.file != "" {
		return a.writeFile(out.file, b.Bytes())
	}
	text := b.String()
	if a.inActions() && out.format == "text" {
		text = report.LogSafe(text)
	}
	return a.print(text)
}
