package models

import (
	"regexp"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// configurationsDotenv reads the file that the attribute DOTENV of a settings
// class names: it must be there.
func configurationsDotenv(c *Call) *value.Value {
	return c.eachAlt(c.arg(0, ""), func(a value.Alt) *value.Value {
		p, ok := pathOf(a.Plain)
		if !ok || p == "" {
			return c.none()
		}
		file, found := c.envFileAt(p)
		if found {
			c.exportAll(file, configurationsSyntax(file.text), false, false)
			return c.none()
		}
		_, _, outside := c.ReadFile(abs(c, p))
		c.Under(outside.Not(), func() *value.Value {
			improper(c, "Couldn't read .env file with the path "+p)
			return nil
		})
		return c.none()
	})
}

var (
	configurationsLine   = regexp.MustCompile(`^([A-Za-z_0-9]+)=(.*)$`)
	configurationsSingle = regexp.MustCompile(`^'(.*)'$`)
	configurationsDouble = regexp.MustCompile(`^"(.*)"$`)
	configurationsEscape = regexp.MustCompile(`\\(.)`)
)

// configurationsSyntax reads a .env file as django-configurations does:
// nothing may stand around the name, and quotes go only as a pair.
func configurationsSyntax(text string) []setting {
	var list []setting
	for i, line := range strings.Split(text, "\n") {
		m := configurationsLine.FindStringSubmatch(strings.TrimSuffix(line, "\r"))
		if m == nil {
			continue
		}
		val := m[2]
		if q := configurationsSingle.FindStringSubmatch(val); q != nil {
			val = q[1]
		}
		if q := configurationsDouble.FindStringSubmatch(val); q != nil {
			val = configurationsEscape.ReplaceAllString(q[1], "$1")
		}
		list = append(list, setting{name: m[1], value: val, line: i + 1})
	}
	return list
}
