package deploy

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// marker matches the words for which a file is ranked.
var marker = regexp.MustCompile(`(?i)[._-]?(production|prod|live|deploy)[._-]?`)

// setApart lists the files of plain names that only development uses, though
// their names do not say so: a compose file that runs Django's own server, and
// a file beside which lies its twin for production.
func (f *Facts) setApart() map[string]bool {
	apart := map[string]bool{}
	for _, l := range f.started {
		if l.Kind == Compose && l.Process.Rank == Plain && l.RunsDjango() && l.Develops() {
			apart[l.File] = true
		}
	}
	for _, p := range f.Processes {
		if p.Kind == Compose && p.Rank == Plain && f.onlyBelow(p.File) {
			apart[p.File] = true
		}
		if p.Rank != Production || p.Kind != Compose && p.Kind != Image || RankOf(path.Base(p.File)) != Production {
			continue
		}
		for _, twin := range f.twins(p.File) {
			if p.Kind == Image || f.standsAlone(p.File) {
				apart[twin] = true
			}
		}
	}
	return apart
}

// onlyBelow reports whether a compose file runs no application by itself, and
// those laid over it are for development.
func (f *Facts) onlyBelow(file string) bool {
	over := false
	for _, l := range f.started {
		switch {
		case l.Kind != Compose || path.Dir(l.File) != path.Dir(file):
		case l.File == file && l.RunsDjango():
			return false
		case l.File != file && f.laidOver(l.File, file):
			if l.Process.Rank != Development {
				return false
			}
			over = true
		}
	}
	return over
}

// laidOver reports whether a compose file is told by its name to be laid over
// another: docker-compose.local.yml over docker-compose.yml.
func (f *Facts) laidOver(file, under string) bool {
	return strings.HasPrefix(path.Base(file), trimEnding(path.Base(under))+".")
}

// twins lists the files of the same folder that have the name of a file for
// production but for the word that says so: Dockerfile for Dockerfile.prod.
func (f *Facts) twins(name string) []string {
	want := marker.ReplaceAllString(path.Base(name), "")
	var all []string
	for _, other := range f.byName[want] {
		if path.Dir(other) == path.Dir(name) && other != name {
			all = append(all, other)
		}
	}
	for _, ending := range []string{".yml", ".yaml"} { // docker-compose.prod.yml for docker-compose.yml
		for _, other := range f.byName[marker.ReplaceAllString(trimEnding(path.Base(name)), "")+ending] {
			if path.Dir(other) == path.Dir(name) && other != name && !slices.Contains(all, other) {
				all = append(all, other)
			}
		}
	}
	return all
}

func trimEnding(name string) string { return name[:len(name)-len(path.Ext(name))] }

// standsAlone reports whether a compose file needs no other one before it:
// each service says what it runs.
func (f *Facts) standsAlone(file string) bool {
	return !slices.ContainsFunc(f.Processes, func(p *Process) bool {
		return p.File == file && p.Kind == Compose && p.Build == nil && p.Image == ""
	})
}

// ForDevelopment reports whether only development uses a file.
func (f *Facts) ForDevelopment(w Where) bool {
	return w.Rank == Development || f.apart[w.File]
}
