// Generate makes the table of advisories that is compiled in, advisories.txt,
// of an archive of OSV records:
//
//	go run ./analyzer/deps/osv/generate -date 2026-07-23 -source 'Name (licence)' all.zip > advisories.txt
//
// The same archive, date and source make the same table. Records of malicious
// packages, of which there are thousands, are left out: they do not stay on the
// index for long, and a newer database tells of them.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/deps/osv"
)

var day = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)

func main() {
	date := flag.String("date", "", "`day` of the archive, as 2026-07-23")
	source := flag.String("source", "Python Packaging Advisory Database (CC-BY 4.0)", "`name` of whose records they are, with the licence")
	flag.Parse()
	if flag.NArg() != 1 || !day.MatchString(*date) {
		fmt.Fprintln(os.Stderr, "usage: generate -date 2026-07-23 [-source NAME] all.zip")
		os.Exit(2)
	}
	if err := generate(flag.Arg(0), *source, *date); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func generate(name, source, date string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	advisories, _, err := osv.ReadArchive(file, info.Size(), nil)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	advisories = slices.DeleteFunc(advisories, func(a *osv.Advisory) bool { return strings.HasPrefix(a.ID, "MAL-") })
	out := bufio.NewWriter(os.Stdout)
	if err := osv.WriteTable(out, &osv.Database{Source: source, Date: date, Records: count(advisories)}, advisories); err != nil {
		return err
	}
	return out.Flush()
}

// count counts the records that advisories come from.
func count(advisories []*osv.Advisory) int {
	records := map[string]bool{}
	for _, a := range advisories {
		records[a.ID] = true
	}
	return len(records)
}
