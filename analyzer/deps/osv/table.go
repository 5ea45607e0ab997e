package osv

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// The table has a head of lines "# name: value", then a line for each package
// and below it, indented, one for each of its advisories:
//
//	django
//	 PYSEC-2023-61 CVE-2023-31047,GHSA-r3xc-prgr-mg9p - 3.2<3.2.19 4.0<4.1.9 4.2<4.2.1
//
// with the ID, the other names, the score, and the affected versions: A<B from
// A on and before B, A<=B until B, A< for ever, =A the very version A. An A that
// is left out is the first version that there is. A "-" stands for nothing.

//go:embed advisories.txt
var builtIn string

// BuiltIn is the database that is compiled in.
var BuiltIn = sync.OnceValue(func() *Database {
	d, err := ParseTable(builtIn)
	if err != nil {
		panic(err) // a test reads all of it
	}
	return d
})

// ParseTable reads the head of a table. Lines about a package are read when
// it is asked for; what cannot be read of them is as if it were not there.
func ParseTable(text string) (*Database, error) {
	if !strings.HasPrefix(text, "# advisories: 1\n") {
		return nil, fmt.Errorf("no table of advisories that this version reads")
	}
	var read sync.Map // by name
	d := &Database{about: func(name string) []*Advisory {
		if known, ok := read.Load(name); ok {
			return known.([]*Advisory)
		}
		all, _ := read.LoadOrStore(name, section(text, name))
		return all.([]*Advisory)
	}}
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "# "), ": ")
		if !ok || !strings.HasPrefix(line, "#") {
			break
		}
		switch name {
		case "source":
			d.Source = value
		case "date":
			d.Date = value
		case "records":
			d.Records, _ = strconv.Atoi(value)
		}
	}
	return d, nil
}

// section reads the advisories of one package.
func section(text, name string) []*Advisory {
	_, after, ok := strings.Cut(text, "\n"+name+"\n")
	if !ok || !plain(name) {
		return nil
	}
	var all []*Advisory
	for line := range strings.Lines(after) {
		if !strings.HasPrefix(line, " ") {
			break
		}
		if a, ok := parseLine(line); ok {
			a.Package = name
			all = append(all, a)
		}
	}
	return all
}

func parseLine(line string) (*Advisory, bool) {
	fields := strings.Fields(line)
	if len(fields) < 4 {
		return nil, false
	}
	a := &Advisory{ID: fields[0]}
	if fields[1] != "-" {
		a.Aliases = strings.Split(fields[1], ",")
	}
	a.Score, _ = strconv.ParseFloat(fields[2], 64)
	for _, field := range fields[3:] {
		if version, ok := strings.CutPrefix(field, "="); ok {
			a.Versions = append(a.Versions, version)
			continue
		}
		from, to, ok := strings.Cut(field, "<")
		if !ok {
			return nil, false
		}
		last, closed := strings.CutPrefix(to, "=")
		if closed {
			a.Ranges = append(a.Ranges, newRange(from, "", last))
		} else {
			a.Ranges = append(a.Ranges, newRange(from, to, ""))
		}
	}
	return a, true
}

// WriteTable writes a table of advisories that is the same for the same
// advisories in whatever order. Source and date stand at its head, records is
// how many of them it was made from.
func WriteTable(w io.Writer, d *Database, all []*Advisory) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# advisories: 1\n# source: %s\n# date: %s\n# records: %d\n", d.Source, d.Date, d.Records)
	packages := byPackage(all)
	for _, name := range sortedKeys(packages) {
		fmt.Fprintf(&b, "%s\n", name)
		for _, a := range fold(packages[name]) {
			fmt.Fprintf(&b, " %s\n", a.line())
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func byPackage(all []*Advisory) map[string][]*Advisory {
	packages := map[string][]*Advisory{}
	for _, a := range all {
		packages[a.Package] = append(packages[a.Package], a)
	}
	return packages
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// line is an advisory as the table has it.
func (a *Advisory) line() string {
	aliases, score := "-", "-"
	if len(a.Aliases) > 0 {
		aliases = strings.Join(a.Aliases, ",")
	}
	if a.Score > 0 {
		score = strconv.FormatFloat(a.Score, 'f', 1, 64)
	}
	fields := []string{a.ID, aliases, score}
	for _, r := range a.Ranges {
		to := r.Fixed
		if r.Last != "" {
			to = "=" + r.Last
		}
		fields = append(fields, r.Introduced+"<"+to)
	}
	for _, v := range a.Versions {
		fields = append(fields, "="+v)
	}
	return strings.Join(fields, " ")
}
