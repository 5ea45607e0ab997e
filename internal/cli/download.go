package cli

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/deploycheck/deploycheck/analyzer/deps/osv"
)

// archiveAddress is where OSV gives out all that is known about packages of
// PyPI. https://google.github.io/osv.dev/data/
const archiveAddress = "https://storage.googleapis.com/osv-vulnerabilities/PyPI/all.zip"

// downloadTime bounds a download.
const downloadTime = 30 * time.Second

// A cache is the folder in which OSV's archive is kept, with what the server
// said of it.
type cache struct{ dir string }

// served is what is kept of the server's answer.
type served struct {
	ETag string `json:"etag"`
	Date string `json:"date"` // on which the archive was made
}

func (c *cache) archive() string { return filepath.Join(c.dir, "all.zip") }
func (c *cache) about() string   { return filepath.Join(c.dir, "all.json") }

// read reads the archive that is kept, for the packages of some names.
func (c *cache) read(names []string) (*osv.Database, error) {
	d, err := fromArchive(c.archive(), c.served().Date, names)
	if errors.Is(err, os.ErrNotExist) {
		return nil, os.ErrNotExist
	}
	if err == nil {
		d.Source = "OSV"
	}
	return d, err
}

// served is what the server said of the archive that is kept; nothing if
// there is none.
func (c *cache) served() (s served) {
	if _, err := os.Stat(c.archive()); err != nil {
		return s
	}
	if raw, err := readFile(c.about(), 1<<10); err == nil && json.Unmarshal(raw, &s) != nil {
		s = served{}
	}
	return s
}

// refresh downloads the archive unless the one that is kept is as new. What
// arrives takes its place only if it is whole.
func (c *cache) refresh(transport Transport) error {
	ctx, cancel := context.WithTimeout(context.Background(), downloadTime)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, archiveAddress, nil)
	if err != nil {
		return err
	}
	if etag := c.served().ETag; etag != "" {
		request.Header.Set("If-None-Match", etag)
	}
	answer, err := client(transport).Do(request)
	if err != nil {
		return reasonOf(err)
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusNotModified:
		return nil
	case http.StatusOK:
		return c.keep(answer)
	}
	return fmt.Errorf("%s answers %s", request.URL.Host, answer.Status)
}

// keep puts an archive that is served in the place of the one before.
func (c *cache) keep(answer *http.Response) error {
	if err := os.MkdirAll(c.dir, 0o755); err != nil {
		return reason(err)
	}
	file, err := os.CreateTemp(c.dir, "all-*.part")
	if err != nil {
		return reason(err)
	}
	defer os.Remove(file.Name())
	defer file.Close()
	sum := crc32.New(crc32.MakeTable(crc32.Castagnoli))
	n, err := io.Copy(io.MultiWriter(file, sum), io.LimitReader(answer.Body, osv.MaxArchive+1))
	switch {
	case err != nil:
		return reasonOf(err)
	case n > osv.MaxArchive:
		return fmt.Errorf("it has more than %d MiB", osv.MaxArchive>>20)
	case !matches(answer.Header, sum.Sum32()):
		return errors.New("what arrived is not what was sent: its checksum differs")
	}
	if err := file.Close(); err != nil {
		return reason(err)
	}
	os.Remove(c.about()) // whatever happens from here on, it is not about another archive
	if err := os.Rename(file.Name(), c.archive()); err != nil {
		return reason(err)
	}
	return c.remember(answer.Header)
}

func (c *cache) remember(header http.Header) error {
	s := served{ETag: header.Get("ETag")}
	if at, err := http.ParseTime(header.Get("Last-Modified")); err == nil {
		s.Date = at.UTC().Format(time.DateOnly)
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return err
	}
	return os.WriteFile(c.about(), raw, 0o644)
}

// matches holds a checksum against the one that the server gives, if it does.
// https://cloud.google.com/storage/docs/xml-api/reference-headers#xgooghash
func matches(header http.Header, sum uint32) bool {
	want := base64.StdEncoding.EncodeToString(binary.BigEndian.AppendUint32(nil, sum))
	for _, value := range header.Values("X-Goog-Hash") {
		for part := range strings.SplitSeq(value, ",") {
			if given, ok := strings.CutPrefix(strings.TrimSpace(part), "crc32c="); ok && given != want {
				return false
			}
		}
	}
	return true
}

// client makes requests of https only, wherever it is sent on to.
func client(transport Transport) *http.Client {
	return &http.Client{Transport: transport, CheckRedirect: func(to *http.Request, via []*http.Request) error {
		if to.URL.Scheme != "https" || len(via) > 3 {
			return fmt.Errorf("it sends on to %s", to.URL.Host)
		}
		return nil
	}}
}

// reasonOf is an error of a request in few words.
func reasonOf(err error) error {
	if errors.Is(err, context.DeadlineExceeded) {
		return errors.New("it takes too long")
	}
	var request *url.Error
	if errors.As(err, &request) {
		return request.Err
	}
	return err
}
