package osv

import (
	"archive/zip"
	"cmp"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
)

// Limits of an archive of records, which comes from outside. That of OSV for
// PyPI has some ten thousand records, the longest of some hundred KiB.
const (
	MaxArchive   = 256 << 20 // bytes of the archive
	maxDirectory = 16 << 20  // bytes that are read to list its entries
	maxEntries   = 150_000
	maxRecord    = 4 << 20 // bytes of a record
	maxAll       = 1 << 30 // bytes of all records
)

// A meter lets so many bytes be read until the archive is listed. Listing
// takes memory for each entry, and the head of an archive may lie about how
// many there are.
type meter struct {
	from   io.ReaderAt
	left   int64
	listed bool
}

var errLong = errors.New("its list of entries is too long")

// ReadAt implements [io.ReaderAt].
func (m *meter) ReadAt(p []byte, at int64) (int, error) {
	if !m.listed {
		if m.left -= int64(len(p)); m.left < 0 {
			return 0, errLong
		}
	}
	return m.from.ReadAt(p, at)
}

// ReadArchive reads a ZIP archive of records, as OSV gives them out, and
// counts those that are in force. The advisories are those about packages that
// are wanted, by their normalised names; all if wanted is nil. Nothing is
// unpacked. The error says what is wrong with the archive: then none of it is
// used.
// https://google.github.io/osv.dev/data/
func ReadArchive(from io.ReaderAt, size int64, wanted func(name string) bool) (advisories []*Advisory, records int, err error) {
	if size > MaxArchive {
		return nil, 0, fmt.Errorf("it has %d MiB, and %d MiB is the most that is read", size>>20, MaxArchive>>20)
	}
	m := &meter{from: from, left: maxDirectory}
	archive, err := zip.NewReader(m, size)
	if err != nil {
		return nil, 0, fmt.Errorf("it is no archive that can be read: %w", err)
	}
	if err := inspect(archive); err != nil {
		return nil, 0, err
	}
	m.listed = true
	return readAll(archive.File, wanted)
}

// readAll reads entries, several at once. The order of what comes out is not
// that of the entries.
func readAll(files []*zip.File, wanted func(name string) bool) ([]*Advisory, int, error) {
	var (
		workers sync.WaitGroup
		mu      sync.Mutex
		all     []*Advisory
		records int
		failure error
	)
	next := make(chan *zip.File)
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for f := range next {
				advisories, inForce, err := readEntry(f, wanted)
				mu.Lock()
				all = append(all, advisories...)
				if inForce {
					records++
				}
				failure = cmp.Or(failure, err)
				mu.Unlock()
			}
		})
	}
	for _, f := range files {
		mu.Lock()
		stop := failure != nil
		mu.Unlock()
		if stop {
			break
		}
		next <- f
	}
	close(next)
	workers.Wait()
	if failure != nil {
		return nil, 0, failure
	}
	return all, records, nil
}

// readEntry reads one record. Entries that are none by their name are passed
// over.
func readEntry(f *zip.File, wanted func(name string) bool) ([]*Advisory, bool, error) {
	if !strings.HasSuffix(f.Name, ".json") {
		return nil, false, nil
	}
	raw, err := unpack(f)
	if err == nil {
		var advisories []*Advisory
		var inForce bool
		if advisories, inForce, err = readAbout(raw, wanted); err == nil {
			return advisories, inForce, nil
		}
	}
	return nil, false, fmt.Errorf("its entry %q: %w", shorten(f.Name), err)
}

// unpack reads an entry up to its bound, whatever the list said of its size.
func unpack(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	raw, err := io.ReadAll(io.LimitReader(r, maxRecord+1))
	if err == nil && len(raw) > maxRecord {
		err = fmt.Errorf("more than %d MiB", maxRecord>>20)
	}
	return raw, err
}

// NewDatabase is a database of advisories, of which records were made.
func NewDatabase(source, date string, records int, advisories []*Advisory) *Database {
	packages := byPackage(advisories)
	for name, of := range packages {
		packages[name] = fold(of)
	}
	return &Database{Source: source, Date: date, Records: records, about: func(name string) []*Advisory { return packages[name] }}
}

// inspect refuses an archive by what its list of entries says.
func inspect(archive *zip.Reader) error {
	if len(archive.File) > maxEntries {
		return fmt.Errorf("it has %d entries, and %d is the most that is read", len(archive.File), maxEntries)
	}
	var sum uint64
	for _, f := range archive.File {
		switch {
		case strings.ContainsAny(f.Name, `/\:`) || strings.Contains(f.Name, ".."):
			return fmt.Errorf("its entry %q is not a plain name", shorten(f.Name))
		case f.UncompressedSize64 > maxRecord:
			return fmt.Errorf("its entry %q has %d MiB, and %d MiB is the most that is read", shorten(f.Name), f.UncompressedSize64>>20, maxRecord>>20)
		}
		if sum += f.UncompressedSize64; sum > maxAll {
			return fmt.Errorf("its entries have more than %d MiB", maxAll>>20)
		}
	}
	return nil
}

func shorten(name string) string {
	if len(name) > 60 {
		return name[:60] + "…"
	}
	return name
}
