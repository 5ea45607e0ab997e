package cli

import (
	"bytes"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/internal/report"
)

// djangoLevels are the levels of Django's messages, the worst first.
var djangoLevels = []string{"CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG"}

// tagPrefixes map the tags of Django's checks to how their IDs begin.
var tagPrefixes = map[string]string{
	"admin": "admin.", "async_support": "async.", "caches": "caches.", "commands": "commands.", "compatibility": "4_0.",
	"database": "mysql.", "files": "files.", "mail": "mail.", "models": "models.", "security": "security.",
	"signals": "signals.", "sites": "sites.", "staticfiles": "staticfiles.", "templates": "templates.",
	"translation": "translation.", "urls": "urls.",
}

// checkDeploy is the command that stands for `manage.py check --deploy`.
func (a *app) checkDeploy() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "check-deploy [PATH]",
		Short: "Say what `manage.py check --deploy` would say, without running it",
		Long:  "Says what `manage.py check --deploy` would say about the production settings of\nthe project in PATH, without running it. What cannot be told is listed apart.",
		Args:  onePath,
		RunE:  a.runCheckDeploy,
	}
	s := cmd.Flags()
	a.flags.common(s)
	s.StringVar(&a.flags.format, "format", "", "`format` of the answer: text or json (default text)")
	s.StringVar(&a.flags.failLevel, "fail-level", "ERROR", "least `level` of message that makes the exit status 1")
	s.StringArrayVarP(&a.flags.tags, "tag", "t", nil, "only checks with this `tag` (repeatable)")
	s.Bool("deploy", true, "accepted, as Django's command has it")
	return cmd
}

func (a *app) runCheckDeploy(cmd *cobra.Command, args []string) error {
	if err := oneOf("fail-level", a.flags.failLevel, djangoLevels...); err != nil {
		return err
	}
	prefixes, err := a.tags()
	if err != nil {
		return err
	}
	repository, d, o, err := a.deployment(cmd, args)
	if err != nil {
		return err
	}
	r := repository.CheckDeploy(d)
	r = withTags(r, prefixes)
	if r.Error != nil || a.fires(r) {
		a.status = Findings
	}
	write := report.WriteDeployText
	if a.flags.format == "json" {
		write = report.WriteDeployJSON
	}
	return a.printed(func(w io.Writer) error { return write(w, r, o) })
}

// tags gives the beginnings of the IDs that --tag asks for; none for all.
func (a *app) tags() ([]string, error) {
	var known, prefixes []string
	for tag := range tagPrefixes {
		known = append(known, tag)
	}
	slices.Sort(known)
	for _, tag := range a.flags.tags {
		if err := oneOf("tag", tag, known...); err != nil {
			return nil, err
		}
		prefixes = append(prefixes, tagPrefixes[tag])
	}
	return prefixes, nil
}

// withTags narrows a report down to checks whose IDs begin as asked.
func withTags(r *analyzer.DeployReport, prefixes []string) *analyzer.DeployReport {
	if len(prefixes) == 0 {
		return r
	}
	other := func(id string) bool {
		return !slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(id, p) })
	}
	return &analyzer.DeployReport{
		Checks:   slices.DeleteFunc(slices.Clone(r.Checks), func(c analyzer.DeployCheck) bool { return other(c.ID) }),
		Silenced: slices.DeleteFunc(slices.Clone(r.Silenced), other),
		Error:    r.Error,
	}
}

// fires reports whether a message makes Django's command fail.
func (a *app) fires(r *analyzer.DeployReport) bool {
	from := slices.Index(djangoLevels, a.flags.failLevel)
	return slices.ContainsFunc(r.Checks, func(c analyzer.DeployCheck) bool {
		level := slices.Index(djangoLevels, c.Level)
		return c.Verdict == "fires" && level >= 0 && level <= from && !slices.Contains(r.Silenced, c.ID)
	})
}

// diffSettings is the command that stands for `manage.py diffsettings`.
func (a *app) diffSettings() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "diffsettings [PATH]",
		Short: "Say what `manage.py diffsettings` would say, every line with its origin",
		Long:  "Says what `manage.py diffsettings` would say about the production settings of\nthe project in PATH, without running it, and where each setting comes from.",
		Args:  onePath,
		RunE:  a.runDiffSettings,
	}
	s := cmd.Flags()
	a.flags.common(s)
	s.StringVar(&a.flags.format, "format", "", "`format` of the answer: text or json (default text)")
	s.BoolVar(&a.flags.all, "all", false, "list settings that are as in Django too")
	s.StringVar(&a.flags.diffStyle, "output", "hash", "`style` of the text: hash or unified")
	return cmd
}

func (a *app) runDiffSettings(cmd *cobra.Command, args []string) error {
	if err := oneOf("output", a.flags.diffStyle, "hash", "unified"); err != nil {
		return err
	}
	repository, d, o, err := a.deployment(cmd, args)
	if err != nil {
		return err
	}
	diff := &report.Diff{
		Lines:   repository.DiffSettings(d, a.flags.all),
		Unified: a.flags.diffStyle == "unified",
		Error:   repository.CheckDeploy(d).Error,
	}
	write := report.WriteDiffText
	if a.flags.format == "json" {
		write = report.WriteDiffJSON
	}
	if diff.Error != nil {
		a.status = Findings
		a.stderrf("deploycheck: the settings do not load: %s", report.LoadErrorText(diff.Error))
	}
	return a.printed(func(w io.Writer) error { return write(w, diff, o) })
}

// deployment finds the deployment that a command of Django's is about, with
// the errors that Django would raise.
func (a *app) deployment(cmd *cobra.Command, args []string) (*analyzer.Repository, *analyzer.Deployment, report.Options, error) {
	if a.flags.format != "" {
		if err := oneOf("format", a.flags.format, "text", "json"); err != nil {
			return nil, nil, report.Options{}, err
		}
	}
	return a.chooseDeployment(cmd, args, true)
}

// chooseDeployment finds the deployment that a command is about: the one
// named, or production, which stands first.
func (a *app) chooseDeployment(cmd *cobra.Command, args []string, strict bool) (*analyzer.Repository, *analyzer.Deployment, report.Options, error) {
	o, err := a.talking()
	if err != nil {
		return nil, nil, o, err
	}
	repository, folder, err := a.analyse(cmd, args, strict)
	if err != nil {
		return nil, nil, o, err
	}
	for _, n := range folder.notes {
		a.stderrf("deploycheck: %s", strings.TrimSpace(n.Span.String()+" "+n.Text))
	}
	d, err := a.pick(repository)
	if err == nil {
		for _, n := range d.Notes() {
			a.stderrf("deploycheck: %s", strings.TrimSpace(n.Span.String()+" "+n.Text))
		}
	}
	return repository, d, o, err
}

func (a *app) pick(r *analyzer.Repository) (*analyzer.Deployment, error) {
	if name := a.flags.deployment; name != "" {
		for _, p := range r.Projects {
			for _, d := range p.Deployments {
				if d.Name == name {
					return d, nil
				}
			}
		}
		return nil, unknownDeployment(r.Projects, name)
	}
	if len(r.Projects) > 1 {
		a.stderrf("deploycheck: %d projects; judging the one at %s, --pythonpath names another", len(r.Projects), r.Projects[0].Root)
	}
	for _, p := range r.Projects {
		if len(p.Deployments) > 0 {
			return p.Deployments[0], nil
		}
	}
	return nil, usage("name the settings: --settings config.settings.production", "no settings module was found that goes live")
}

// printed prints what is written, in a form that the log of GitHub Actions
// does not take for commands.
func (a *app) printed(write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return err
	}
	text := b.String()
	if a.inActions() {
		text = report.LogSafe(text)
	}
	return a.print(text)
}
