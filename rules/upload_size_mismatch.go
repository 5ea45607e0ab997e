package rules

import (
	"maps"
	"slices"
	"strconv"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// UploadSizeMismatch catches web servers that refuse what Django is told to
// take.
// https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size
var UploadSizeMismatch = &analyzer.Rule{
	ID:        "upload-size-mismatch",
	Title:     "The web server refuses what Django is to take",
	Item:      "upload-size",
	Severity:  analyzer.Low,
	Precision: analyzer.HighPrecision,
	What:      "A `DATA_UPLOAD_MAX_MEMORY_SIZE` that was raised above what the web server in front of Django lets through.",
	Why:       "The limit that was thought about is not the one that holds: forms fail with the web server's 413 page, and raising Django's limit further does nothing but weaken it.",
	Fix:       "Set both to what your largest form needs: `client_max_body_size 20m;` in nginx, `DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024`.",
	CWE:       770,
	ASVS:      "12.1.1",
	Refs: []string{
		"https://docs.djangoproject.com/en/stable/ref/settings/#data-upload-max-memory-size",
		"https://nginx.org/en/docs/http/ngx_http_core_module.html#client_max_body_size",
	},
	Check: checkUploadSizeMismatch,
}

// djangoBody is Django's own limit of a body in memory, and nginxBody nginx's
// of a body, in bytes.
const (
	djangoBody = 2621440
	nginxBody  = 1 << 20
)

func checkUploadSizeMismatch(p *analyzer.Pass) {
	limit := p.Setting("DATA_UPLOAD_MAX_MEMORY_SIZE")
	plain, ok := limit.Value.Only()
	n, isNumber := seconds(plain)
	if !ok || !isNumber || n <= djangoBody {
		return
	}
	files := ways(p)
	for _, file := range slices.Sorted(maps.Keys(files)) {
		for _, w := range files[file] {
			if bytes, at, known := bodyLimit(w); known && bytes > 0 && bytes < n && w.Place.Path == "/" {
				p.ReportIn(w.Front.Where, at, "body", "%s refuses bodies of more than %s, and DATA_UPLOAD_MAX_MEMORY_SIZE was raised to %s, so forms fail before Django sees them", w.Front.Kind, mebibytes(bytes), mebibytes(n))
				break
			}
		}
	}
}

// bodyLimit is the largest body that a place lets through, and where that is
// said.
func bodyLimit(w deploy.Way) (int64, source.Span, bool) {
	switch {
	case w.Place.MaxBody != nil:
		return w.Place.MaxBody.Bytes, w.Place.MaxBody.Span, true
	case w.Front.Kind == deploy.Nginx && w.Place.Beyond.Value == "" && w.Server.Beyond.Value == "":
		return nginxBody, w.Place.Passes.Span, true
	}
	return 0, source.Span{}, false
}

func mebibytes(n int64) string {
	if n%(1<<20) == 0 {
		return strconv.FormatInt(n>>20, 10) + " MiB"
	}
	return strconv.FormatInt(n>>10, 10) + " KiB"
}
