package rules

import (
	"path"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// EnvFileInImage catches images that take a file of environment variables in.
// https://docs.docker.com/build/building/secrets/
var EnvFileInImage = &analyzer.Rule{
	ID:        "env-file-in-image",
	Title:     "The image holds a file of secrets",
	Item:      "env-file",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What:      "A `COPY` or `ADD` of `.env` or its like into the image, by name, or of a folder with such a file in it that `.dockerignore` does not leave out.",
	Why:       "Whoever can pull the image has the secrets, and they stay in its layers though a later step deletes the file.",
	Fix:       "Take the line out, write `.env*` into `.dockerignore`, and give the variables when the container starts: `env_file` in compose, a Secret in Kubernetes.",
	CWE:       538,
	ASVS:      "14.3.3",
	Refs:      []string{"https://docs.docker.com/build/building/secrets/", "https://docs.docker.com/build/concepts/context/#dockerignore-files"},
	Check:     checkEnvFileInImage,
	Unloaded:  true,
}

func checkEnvFileInImage(p *analyzer.Pass) {
	seen := map[string]bool{}
	for _, l := range containers(p) {
		if l.Stage == nil || l.Build == nil {
			continue
		}
		for _, c := range l.Stage.Copies {
			name, ok := envFileOf(p, c, l.Build.Context)
			if !ok || seen[c.Span.String()] {
				continue
			}
			seen[c.Span.String()] = true
			p.ReportIn(deploy.At(c.Span), c.Span, name, "the image takes in %s, so whoever can pull it has the secrets in that file", name)
		}
	}
}

// envFileOf is the file of variables that a copy takes into an image: one that
// it names, or one with secrets in a folder that it names.
func envFileOf(p *analyzer.Pass, c deploy.Copy, context string) (string, bool) {
	for _, from := range c.From {
		base := path.Base(from)
		if (base == ".env" || strings.HasPrefix(base, ".env.")) && !strings.Contains(base, "example") && !strings.Contains(base, "sample") {
			return from, true
		}
		folder := path.Join(context, from)
		for _, file := range p.Facts().EnvFiles {
			inside := folder == "." || strings.HasPrefix(file.File, folder+"/")
			if first, _ := secretsIn(file); first != nil && !file.Sample && file.Rank != deploy.Development && inside && !p.Facts().Ignored(context, file.File) {
				return file.File, true
			}
		}
	}
	return "", false
}
