package cli

import (
	"bytes"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/internal/report"
)

// explain is the command that prints what is known of a name.
func (a *app) explain() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "explain RULE|ITEM|security.Wnnn",
		Short: "Explain a rule, an item of the checklist, or one of Django's checks",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("deploycheck rules lists the names", "explain takes one name")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return a.runExplain(args[0]) },
	}
	a.flags.talk(cmd.Flags())
	return cmd
}

func (a *app) runExplain(name string) error {
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
