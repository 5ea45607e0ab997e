package rules

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// A release is a release of what images are made of, and the day after which
// nobody mends it any more.
type release struct {
	name string // "Python 3.8"
	end  string // "2024-10-07"
}

// ended lists releases that nobody mends any more, by the names and tags of
// their images. The dates are those that the makers give:
// https://devguide.python.org/versions/, https://wiki.debian.org/DebianReleases (long term support),
// https://ubuntu.com/about/release-cycle (standard), https://alpinelinux.org/releases/
var ended = map[string][]struct {
	tag *regexp.Regexp
	release
}{
	"python": {
		{tagged(`2(\.\d+)*`), release{"Python 2", "2020-01-01"}},
		{tagged(`3\.[0-5](\.\d+)?`), release{"Python 3.5 and older", "2020-09-30"}},
		{tagged(`3\.6(\.\d+)?`), release{"Python 3.6", "2021-12-23"}},
		{tagged(`3\.7(\.\d+)?`), release{"Python 3.7", "2023-06-27"}},
		{tagged(`3\.8(\.\d+)?`), release{"Python 3.8", "2024-10-07"}},
		{tagged(`3\.9(\.\d+)?`), release{"Python 3.9", "2025-10-31"}},
	},
	"debian": {
		{tagged(`(7|wheezy|8|jessie)(\.\d+)?`), release{"Debian 8 and older", "2020-06-30"}},
		{tagged(`(9|stretch)(\.\d+)?`), release{"Debian 9", "2022-06-30"}},
		{tagged(`(10|buster)(\.\d+)?`), release{"Debian 10", "2024-06-30"}},
	},
	"ubuntu": {
		{tagged(`(14\.04|trusty)`), release{"Ubuntu 14.04", "2019-04-30"}},
		{tagged(`(16\.04|xenial)`), release{"Ubuntu 16.04", "2021-04-30"}},
		{tagged(`(18\.04|bionic)`), release{"Ubuntu 18.04", "2023-05-31"}},
		{tagged(`(20\.04|focal)`), release{"Ubuntu 20.04", "2025-05-31"}},
	},
	"alpine": {
		{tagged(`(2(\.\d+)*|3\.\d(\.\d+)?|3\.1[0-7](\.\d+)?)`), release{"Alpine 3.17 and older", "2024-11-22"}},
	},
}

// tagged matches a tag that begins with a release: "3.8-slim".
func tagged(release string) *regexp.Regexp { return regexp.MustCompile(`^` + release + `(-|$)`) }

// distributions of Debian by which tags of other images end: "3.8-slim-buster".
var oldDebian = regexp.MustCompile(`-(wheezy|jessie|stretch|buster)$`)

// endedRelease tells what release, no longer mended, an image is made of.
func endedRelease(image string) (release, bool) {
	name, tag, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(image, "docker.io/"), "library/"), ":")
	tag, _, _ = strings.Cut(tag, "@")
	for _, e := range ended[name] {
		if e.tag.MatchString(tag) {
			return e.release, true
		}
	}
	if m := oldDebian.FindStringSubmatch(tag); m != nil && ended[name] != nil {
		return endedRelease("debian:" + m[1])
	}
	return release{}, false
}

// day writes a date as people read it.
func day(date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return strconv.Itoa(t.Day()) + " " + t.Format("January 2006")
}

// bases lists the images that the stages of the project's images begin with,
// each place once.
func bases(p *analyzer.Pass) []deploy.Word {
	var list []deploy.Word
	seen := map[string]bool{}
	for _, l := range containers(p) {
		if l.Stage == nil {
			continue
		}
		for _, s := range l.Stage.Needs() {
			w := deploy.Word{Text: s.Base, Span: s.Span}
			if w.Opaque == "" && w.Value != "scratch" && !seen[w.Span.String()] {
				seen[w.Span.String()] = true
				list = append(list, w)
			}
		}
	}
	return list
}
