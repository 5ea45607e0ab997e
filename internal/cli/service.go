package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/deploycheck/deploycheck/analyzer/deps/osv"
)

// queryAddress is OSV's service. It is told the name of a package and no
// version: versions are compared here, as with any other database.
// https://google.github.io/osv.dev/post-v1-query/
const queryAddress = "https://api.osv.dev/v1/query"

// Bounds of what is asked of the service, and how.
const (
	queryTime  = 60 * time.Second
	queryBytes = 32 << 20 // of one answer
	maxPages   = 20
	atOnce     = 8
)

// A query asks for the advisories about a package.
type query struct {
	Package struct {
		Name      string `json:"name"`
		Ecosystem string `json:"ecosystem"`
	} `json:"package"`
	PageToken string `json:"page_token,omitempty"`
}

// A page is one answer.
type page struct {
	Vulns         []json.RawMessage `json:"vulns"`
	NextPageToken string            `json:"next_page_token"`
}

// askOSV asks for the advisories about packages, some at once. An error about
// one is an error about all: half an answer would pass for a whole one.
func askOSV(transport Transport, names []string, today time.Time) (*osv.Database, error) {
	ctx, cancel := context.WithTimeout(context.Background(), queryTime)
	defer cancel()
	var (
		workers sync.WaitGroup
		mu      sync.Mutex
		all     []*osv.Advisory
		failure error
	)
	next := make(chan string)
	for range min(atOnce, len(names)) {
		workers.Go(func() {
			for name := range next {
				found, err := askAbout(ctx, client(transport), name)
				mu.Lock()
				all = append(all, found...)
				if err != nil && failure == nil {
					failure = err
					cancel()
				}
				mu.Unlock()
			}
		})
	}
	for _, name := range names {
		next <- name
	}
	close(next)
	workers.Wait()
	if failure != nil {
		return nil, failure
	}
	return osv.NewDatabase("OSV's service", today.Format(time.DateOnly), len(all), all), nil
}

// askAbout asks about one package, page by page.
func askAbout(ctx context.Context, c *http.Client, name string) ([]*osv.Advisory, error) {
	var q query
	q.Package.Name, q.Package.Ecosystem = name, "PyPI"
	var all []*osv.Advisory
	for range maxPages {
		p, err := ask(ctx, c, q)
		if err != nil {
			return nil, err
		}
		for _, raw := range p.Vulns {
			found, err := osv.Read(raw)
			if err != nil {
				return nil, err
			}
			all = append(all, of(name, found)...)
		}
		if q.PageToken = p.NextPageToken; q.PageToken == "" {
			return all, nil
		}
	}
	return nil, fmt.Errorf("it has more than %d pages about %s", maxPages, name)
}

// of keeps the advisories about a package: a record may be about several.
func of(name string, all []*osv.Advisory) []*osv.Advisory {
	var kept []*osv.Advisory
	for _, a := range all {
		if a.Package == name {
			kept = append(kept, a)
		}
	}
	return kept
}

func ask(ctx context.Context, c *http.Client, q query) (*page, error) {
	body, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, queryAddress, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := c.Do(request)
	if err != nil {
		return nil, reasonOf(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %s", request.URL.Host, answer.Status)
	}
	raw, err := io.ReadAll(io.LimitReader(answer.Body, queryBytes+1))
	if err == nil && len(raw) > queryBytes {
		err = fmt.Errorf("it answers with more than %d MiB", queryBytes>>20)
	}
	if err != nil {
		return nil, reasonOf(err)
	}
	p := new(page)
	return p, json.Unmarshal(raw, p)
}
