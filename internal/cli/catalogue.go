package cli

import (
	"bytes"
	"io"
	"regexp"
	"slices"

	"github.com/spf13/cobra"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/internal/report"
)

// explain is the command that prints what is known of a name: of the
// catalogue, or of a setting of the project.
func (a *app) explain() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "explain RULE|ITEM|SETTING|security.Wnnn [PATH]",
		Short: "Explain a rule, an item of the checklist, one of Django's checks, or a setting",
		Long: "Explains a rule, an item of the checklist or one of Django's checks; or how a\n" +
			"setting of the project in PATH comes to be what it is: each assignment, each\n" +
			"condition, the final value, or why it is unknown and what would settle it.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return usage("deploycheck rules lists the names", "explain takes one name, and the folder of the project for a setting")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.runExplain(cmd, args[0], args[1:]) },
	}
	s := cmd.Flags()
	a.flags.common(s)
	s.StringVar(&a.flags.format, "format", "", "`format` of the history of a setting: text or json (default text)")
	return cmd
}

// settingName matches the names that Django takes for settings.
var settingName = regexp.MustCompile(`^[A-Z][A-Z0-9_]*$`)

func (a *app) runExplain(cmd *cobra.Command, name string, path []string) error {
	if settingName.MatchString(name) {
		return a.explainSetting(cmd, name, path)
	}
	o, err := a.talking()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	for _, r := range a.explained(name) {
		if b.Len() > 0 {
			b.WriteString("\n\n")
		}
		if err := report.ExplainRule(&b, a.catalogue, r, o); err != nil {
			return err
		}
	}
	for _, item := range a.catalogue.Items {
		if item.ID == name {
			if err := report.ExplainItem(&b, a.catalogue, item, o); err != nil {
				return err
			}
		}
	}
	if b.Len() == 0 {
		return a.unknownName("nothing is called "+name, name)
	}
	return a.print(b.String())
}

// explainSetting prints the history of a setting, in every deployment of the
// project, or in the one that is named.
func (a *app) explainSetting(cmd *cobra.Command, name string, path []string) error {
	if a.flags.format != "" {
		if err := oneOf("format", a.flags.format, "text", "json"); err != nil {
			return err
		}
	}
	repository, d, o, err := a.chooseDeployment(cmd, path, false)
	if err != nil {
		return err
	}
	deployments := []*analyzer.Deployment{d}
	if a.flags.deployment == "" {
		deployments = repository.Projects[0].Deployments
	}
	var all []*analyzer.History
	known := false
	for _, d := range deployments {
		h := d.History(name)
		known = known || h.Known
		all = append(all, h)
	}
	if !known {
		return a.unknownSetting(name, deployments[0])
	}
	write := report.HistoryText
	if a.flags.format == "json" {
		write = report.HistoryJSON
	}
	return a.printed(func(w io.Writer) error { return write(w, all, o) })
}

// unknownSetting is the error about a setting that neither Django nor the
// project has.
func (a *app) unknownSetting(name string, d *analyzer.Deployment) error {
	hint := "neither Django nor " + d.Settings + " has it"
	if near := nearest(name, d.KnownNames()); near != "" {
		hint = "did you mean " + near + "? " + hint
	}
	return usage(hint, "there is no setting %s", name)
}

// explained are the rules of a name: its own, or those that say the same as
// one of Django's checks.
func (a *app) explained(name string) []*analyzer.Rule {
	var rules []*analyzer.Rule
	for _, r := range a.catalogue.Rules {
		if r.ID == name || slices.Contains(r.Checks, name) {
			rules = append(rules, r)
		}
	}
	return rules
}

// rules is the command that lists the catalogue.
func (a *app) rules() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "rules",
		Short: "List the checklist and the rules that answer it",
		Args:  noArguments,
		RunE:  func(*cobra.Command, []string) error { return a.runRules() },
	}
	cmd.Flags().StringVar(&a.flags.format, "format", "", "`format` of the list: text or json (default text)")
	a.flags.talk(cmd.Flags())
	return cmd
}

func (a *app) runRules() error {
	o, err := a.talking()
	if err != nil {
		return err
	}
	write := report.RulesText
	switch a.flags.format {
	case "json":
		write = report.RulesJSON
	case "", "text":
	default:
		return oneOf("format", a.flags.format, "text", "json")
	}
	return a.printed(func(w io.Writer) error { return write(w, a.catalogue, o) })
}
