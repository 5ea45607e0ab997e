package analyzer

import (
	"fmt"
	"path"

	"github.com/deploycheck/deploycheck/analyzer/config"
)

// A configuration is what the project says to us, and what of it had an effect.
type configuration struct {
	*config.Config
	used map[*config.Ignore]bool
}

// configure reads the configuration: that of the options, or what the
// repository has.
func (r *Repository) configure(o Options) error {
	r.config = &configuration{used: map[*config.Ignore]bool{}}
	var err error
	if o.Config != nil {
		r.config.Config, err = config.Read(o.Config)
	} else {
		r.config.Config, err = config.Find(r.files.tree)
	}
	if err != nil {
		return err
	}
	return r.evidenceThere()
}

// evidenceThere refuses attestations whose evidence is a path of nothing.
func (r *Repository) evidenceThere() error {
	for _, a := range r.config.Attests {
		w := a.Evidence
		if name := path.Clean(w.Text); w.Given() && !config.IsLink(w.Text) && !r.files.Exists(name) && !r.files.IsDir(name) {
			return &config.Error{Span: w.Span, Text: fmt.Sprintf("evidence = %q is no file of the repository", w.Text), Hint: "name a file that is there, or write a link"}
		}
	}
	return nil
}

// Config is what the project says to us; it is empty if there is none.
func (r *Repository) Config() *config.Config { return r.config.Config }

// Configured holds the configuration against the catalogue, the deployments and
// the date: it is an error to speak of what is not there, or of a day to come.
// The error is a *config.Error.
func (r *Repository) Configured(c Catalogue) error {
	for _, w := range r.config.Skip {
		if err := known(w, "skip names no rule, item or section", c.Names()); err != nil {
			return err
		}
	}
	for _, i := range r.config.Ignores {
		if err := known(i.Rule, "there is no rule", c.ruleNames()); err != nil {
			return err
		}
	}
	for _, a := range r.config.Attests {
		if err := r.attestable(a, c); err != nil {
			return err
		}
	}
	return nil
}

// known refuses a word that is none of some.
func known(w config.Word, what string, names []string) error {
	for _, name := range names {
		if name == w.Text {
			return nil
		}
	}
	return &config.Error{Span: w.Span, Text: fmt.Sprintf("%s: %q", what, w.Text), Word: w.Text, Known: names}
}

// attestable refuses an attestation of what is not there, of a day to come, or
// for longer than it can count.
func (r *Repository) attestable(a *config.Attest, c Catalogue) error {
	if err := known(a.Item, "the checklist has no item", c.itemNames()); err != nil {
		return err
	}
	if a.Deployment.Given() && !r.named {
		if err := known(a.Deployment, "there is no deployment", r.deploymentNames()); err != nil {
			return err
		}
	}
	item, _ := c.Item(a.Item.Text)
	latest := a.On.AddDate(0, 0, item.Every.Life())
	switch {
	case !a.Begun(r.date):
		return &config.Error{Span: a.On.Span, Text: fmt.Sprintf("on = %s is a day to come", a.On), Hint: "write the day on which it was so"}
	case a.Cadence(item.Every) == "" && !a.Until.Given():
		return &config.Error{Span: a.Span, Text: a.Item.Text + " is attested without an end", Hint: `write every = "yearly", or until = with the last day on which it counts`}
	case config.Cadence(a.Every.Text).Seldomer(item.Every):
		return &config.Error{Span: a.Every.Span, Text: fmt.Sprintf("every = %q is too seldom for %s", a.Every.Text, item.ID), Hint: fmt.Sprintf("the task is due %s", item.Every)}
	case a.Until.After(latest):
		return &config.Error{Span: a.Until.Span, Text: fmt.Sprintf("until = %s is too long for %s", a.Until, item.ID), Hint: fmt.Sprintf("the task is due %s: write a day up to %s", item.Every, latest.Format("2006-01-02"))}
	}
	return nil
}

// deploymentNames lists the deployments of all projects.
func (r *Repository) deploymentNames() []string {
	var names []string
	for _, d := range r.deployments() {
		names = append(names, d.Name)
	}
	return names
}
