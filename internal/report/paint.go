package report

import (
	"github.com/fatih/color"

	"github.com/deploycheck/deploycheck/analyzer"
)

// A palette colours text by what it means. Nothing is said by colour alone.
type palette struct {
	strong, faint, good, bad, doubt, hint func(...any) string
}

// newPalette makes a palette; all its colours leave text as it is if off.
func newPalette(on bool) palette {
	paint := func(attributes ...color.Attribute) func(...any) string {
		c := color.New(attributes...)
		if on {
			c.EnableColor()
		} else {
			c.DisableColor()
		}
		return c.SprintFunc()
	}
	return palette{
		strong: paint(color.Bold),
		faint:  paint(color.Faint),
		good:   paint(color.FgGreen),
		bad:    paint(color.FgRed, color.Bold),
		doubt:  paint(color.FgYellow, color.Bold),
		hint:   paint(color.FgCyan, color.Bold),
	}
}

// level is the colour of a level.
func (p palette) level(l analyzer.Level) func(...any) string {
	return [...]func(...any) string{p.hint, p.doubt, p.bad}[l]
}

// verdict is the colour of a verdict.
func (p palette) verdict(v analyzer.Verdict) func(...any) string {
	switch v {
	case analyzer.Passes, analyzer.Attested:
		return p.good
	case analyzer.Fail:
		return p.bad
	case analyzer.Depends:
		return p.doubt
	}
	return p.faint
}
