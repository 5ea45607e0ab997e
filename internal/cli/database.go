package cli

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/spf13/pflag"

	"github.com/deploycheck/deploycheck/analyzer/deps/osv"
)

// databaseFlag adds the flag that says where advisories come from.
func (f *flags) databaseFlag(s *pflag.FlagSet) {
	s.StringVar(&f.database, "database", "embedded", "`where` advisories come from: embedded, auto (the newest that can be had: downloads them), a file or folder of OSV's, or api (tells osv.dev the names of the packages)")
}

// advisories finds the database that the flags ask for. One that cannot be
// had or read is replaced by the next best, down to what is built in, with a
// note. names are the packages that will be asked about.
func (a *app) advisories(names []string) *osv.Database {
	switch a.flags.database {
	case "", "embedded":
		return osv.BuiltIn()
	case "auto":
		return a.newest(names)
	case "api":
		return a.asked(names)
	}
	d, err := fromPath(a.flags.database, names)
	return a.orBuiltIn(d, err, a.flags.database)
}

// checkDatabase refuses a database that is not there: a mistaken name is not
// to be covered up by what is built in.
func (a *app) checkDatabase() error {
	name := a.flags.database
	if slices.Contains([]string{"", "embedded", "auto", "api"}, name) {
		return nil
	}
	if _, err := os.Stat(name); err != nil {
		return usage("it may be embedded, auto, api, or the path of a database of OSV", "--database %s cannot be read: %v", name, reason(err))
	}
	return nil
}

// orBuiltIn is a database, or, if there is an error, the built-in one.
func (a *app) orBuiltIn(d *osv.Database, err error, name string) *osv.Database {
	if err == nil {
		return d
	}
	a.note("the advisories of %s are not used, those built in are: %v", name, err)
	return osv.BuiltIn()
}

// archives are the places of OSV's archive in a folder: of its own layout, and
// of osv-scanner's.
var archives = []string{"all.zip", "PyPI/all.zip", "osv-scalibr/PyPI/all.zip", "osv-scanner/PyPI/all.zip"}

// fromPath reads the database that a path names: an archive, or a folder with
// one, for the packages of some names.
func fromPath(name string, names []string) (*osv.Database, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, reason(err)
	}
	if !info.IsDir() {
		return fromArchive(name, "", names)
	}
	for _, rel := range archives {
		file := filepath.Join(name, filepath.FromSlash(rel))
		if info, err := os.Stat(file); err == nil && info.Mode().IsRegular() {
			return fromArchive(file, "", names)
		}
	}
	return nil, fmt.Errorf("it is a folder without an archive all.zip")
}

// fromArchive reads an archive. Its date is the one given, else the day on
// which the file was last written. It tells of the packages of some names.
func fromArchive(name, date string, names []string) (*osv.Database, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, reason(err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, reason(err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("it is no regular file")
	}
	advisories, records, err := osv.ReadArchive(file, info.Size(), func(name string) bool { return slices.Contains(names, name) })
	if err != nil {
		return nil, err
	}
	if date == "" {
		date = info.ModTime().UTC().Format(time.DateOnly)
	}
	return osv.NewDatabase(filepath.Base(name), date, records, advisories), nil
}

// newest is the newest database that can be had: what osv-scanner keeps, what
// is downloaded or was before, what is built in.
func (a *app) newest(names []string) *osv.Database {
	if dir := a.Env["OSV_SCANNER_LOCAL_DB_CACHE_DIRECTORY"]; dir != "" {
		if d, err := fromPath(dir, names); err == nil {
			return d
		}
	}
	c, err := a.cache()
	if err != nil {
		return a.orBuiltIn(nil, err, "OSV")
	}
	if !a.flags.offline {
		if err := c.refresh(a.HTTP); err != nil {
			a.note("OSV's advisories could not be refreshed: %v", err)
		}
	}
	d, err := c.read(names)
	if os.IsNotExist(err) {
		err = fmt.Errorf("they were never downloaded")
	}
	return a.orBuiltIn(d, err, "OSV")
}

// asked asks OSV's service about each package, unless there is to be no
// network.
func (a *app) asked(names []string) *osv.Database {
	if a.flags.offline {
		a.note("--offline leaves OSV's service unasked; the advisories built in are used")
		return osv.BuiltIn()
	}
	d, err := askOSV(a.HTTP, names, a.date())
	return a.orBuiltIn(d, err, "OSV's service")
}

// cache is where downloaded advisories are kept.
func (a *app) cache() (*cache, error) {
	dir := a.Env["XDG_CACHE_HOME"]
	if dir == "" {
		var err error
		if dir, err = os.UserCacheDir(); err != nil {
			return nil, fmt.Errorf("there is no folder to keep them in: %w", err)
		}
	}
	return &cache{filepath.Join(dir, "deploycheck", "PyPI")}, nil
}

// A Transport carries out requests; see [http.RoundTripper].
type Transport = http.RoundTripper
