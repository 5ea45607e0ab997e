package cli

import (
	"cmp"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/config"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// attesting are the flags of attest.
type attesting struct {
	by, every, until, evidence, note string
}

// attest is the command that adds an attestation, or renews one.
func (a *app) attest() *cobra.Command {
	var f attesting
	cmd := &cobra.Command{
		Use:   "attest ITEM [PATH]",
		Short: "Vouch for an item of the checklist, or for a task that was done",
		Long: "Writes into deploycheck.toml, or into pyproject.toml if that is where the\n" +
			"configuration is, that ITEM was so today: a new [[attest]], or the new day of\n" +
			"the one that is there. All other text of the file stays as it is.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) < 1 || len(args) > 2 {
				return usage("deploycheck rules lists the items", "attest takes one item of the checklist, and the folder of the project")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return a.runAttest(cmd, f, args[0], args[1:]) },
	}
	s := cmd.Flags()
	s.StringVar(&f.by, "by", "", "`who` vouches for it (default user.name of the repository's own git configuration)")
	s.StringVar(&f.every, "every", "", "how `often` it is looked at: daily, weekly, monthly, quarterly or yearly")
	s.StringVar(&f.until, "until", "", "the last `day` on which it counts, such as 2027-01-31")
	s.StringVar(&f.evidence, "evidence", "", "`link`, or path of the repository, that shows it")
	s.StringVar(&f.note, "note", "", "a `sentence` about it")
	s.StringVar(&a.flags.deployment, "deployment", "", "vouch for the deployment of this `name` only")
	a.flags.talk(s)
	return cmd
}

func (a *app) runAttest(cmd *cobra.Command, f attesting, name string, path []string) error {
	item, ok := a.catalogue.Item(name)
	if !ok {
		return a.unknownItem(name)
	}
	folder, err := a.folder(cmd, path)
	if err != nil {
		return err
	}
	tree := source.NewTree(folder.files, source.Limits{})
	c, err := config.Find(tree)
	if err != nil {
		return err
	}
	file := cmp.Or(c.File, config.Name)
	renewal, err := a.renewal(f, item, c, folder.dir)
	if err != nil {
		return err
	}
	text, err := config.Renew(file, string(tree.Raw(file)), renewal)
	if err != nil {
		return err
	}
	attested, err := a.holdAttested(folder, file, text, renewal)
	if err != nil {
		return err
	}
	if err := a.writeConfig(folder.dir, file, text); err != nil {
		return err
	}
	a.stderrf("%s: %s is attested by %s on %s, which counts until %s", attested.Span, name, attested.By.Text, attested.On, attested.Last(item.Every).Format(time.DateOnly))
	return nil
}

// unknownItem is the error about what is no item of the checklist.
func (a *app) unknownItem(name string) error {
	var items []string
	for _, i := range a.catalogue.Items {
		items = append(items, i.ID)
	}
	hint := "deploycheck rules lists the items"
	if near := nearest(name, items); near != "" {
		hint = "did you mean " + near + "? " + hint
	}
	return usage(hint, "the checklist has no item %s", name)
}

// renewal is what the flags and the day make of an attestation, which may be
// there already.
func (a *app) renewal(f attesting, item analyzer.Item, c *config.Config, dir string) (config.Renewal, error) {
	r := config.Renewal{Item: item.ID, Deployment: a.flags.deployment, By: f.by, Evidence: f.evidence, Note: f.note, Every: config.Cadence(f.every)}
	r.On = a.date().Truncate(24 * time.Hour)
	if f.every != "" {
		if err := oneOf("every", f.every, config.Cadences()...); err != nil {
			return r, err
		}
	}
	if f.until != "" {
		var err error
		if r.Until, err = time.Parse(time.DateOnly, f.until); err != nil || f.every != "" {
			return r, usage("write either --every monthly or --until 2027-01-31", "--until %s cannot be used", f.until)
		}
	}
	old := existing(c, r)
	if r.By == "" && old == nil {
		if r.By = gitUser(dir); r.By == "" {
			return r, usage("write --by \"Your Name\"", "who vouches for %s is not known", item.ID)
		}
	}
	return r, ended(&r, old, item)
}

// existing is the attestation that a renewal is about; nil if there is none.
func existing(c *config.Config, r config.Renewal) *config.Attest {
	for _, a := range c.Attests {
		if a.Item.Text == r.Item && a.Deployment.Text == r.Deployment {
			return a
		}
	}
	return nil
}

// ended sees to it that a renewal says how long it counts: by itself, by what
// is there, or by how often the task is due.
func ended(r *config.Renewal, old *config.Attest, item analyzer.Item) error {
	switch {
	case r.Every != "" || !r.Until.IsZero(), old != nil && old.Every.Given():
	case item.Every != "":
		r.Endless = true
	default:
		return usage("add --every with daily, weekly, monthly, quarterly or yearly, or --until with the last day", "how long %s stays attested is not said", item.ID)
	}
	return nil
}

// holdAttested holds the new text against the checklist and the deployments
// before it is written, and gives the attestation that is in it.
func (a *app) holdAttested(f *folder, file, text string, r config.Renewal) (*config.Attest, error) {
	o := analyzer.Options{Date: a.date(), Config: source.NewFile(file, []byte(text))}
	repository, err := analyzer.Analyze(f.files, o)
	if err != nil {
		return nil, err
	}
	return existing(repository.Config(), r), repository.Configured(a.catalogue)
}

// writeConfig puts the new text in the place of the file, which must be none
// that leads elsewhere.
func (a *app) writeConfig(dir, file, text string) error {
	name := filepath.Join(dir, file)
	if info, err := os.Lstat(name); err == nil && !info.Mode().IsRegular() {
		return usage("write to the file that it leads to by hand", "%s is no regular file", name)
	}
	return a.writeFile(name, []byte(text))
}
