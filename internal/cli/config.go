package cli

import (
	"path"
	"path/filepath"
	"strings"

	"github.com/spf13/pflag"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/config"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// maxConfig bounds the size of a file of configuration.
const maxConfig = 1 << 20

// configFile is the file that --config names, relative to the working folder;
// nil if it names none. One that lies outside the folder analysed is given a
// name that leads to no other file.
func configFile(dir, name string) (*source.File, error) {
	if name == "" {
		return nil, nil
	}
	raw, err := readFile(name, maxConfig)
	if err != nil {
		return nil, usage("it is looked for in the working folder", "--config %s cannot be read: %v", name, err)
	}
	place, ok := relative(dir, name)
	if !ok {
		place = path.Join("--config", filepath.Base(name))
	}
	return source.NewFile(place, raw), nil
}

// configHint says how to mend a configuration.
func configHint(err *config.Error) string {
	if err.Word == "" {
		return err.Hint
	}
	hint := err.Hint
	if len(err.Known) <= 12 {
		hint = "it may be " + strings.Join(err.Known, ", ")
	}
	if near := nearest(err.Word, err.Known); near != "" {
		hint = strings.TrimSuffix("did you mean "+near+"? "+hint, " ")
	}
	return hint
}

// failFrom is the level from which on the exit status is 1: that of the flags
// or, where they say nothing, that of the configuration.
func (a *app) failFrom(set *pflag.FlagSet, c *config.Config) analyzer.Level {
	level := a.flags.failOn
	if c.FailOn.Given() && !set.Changed("fail-on") && !a.flags.strict {
		level = c.FailOn.Text
	}
	return levelOf[level]
}

// skipped are the names that the configuration has rules left out by. Flags
// that choose rules take its place.
func skipped(c *config.Config) []string {
	var names []string
	for _, w := range c.Skip {
		names = append(names, w.Text)
	}
	return names
}
