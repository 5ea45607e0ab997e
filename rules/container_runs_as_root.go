package rules

import (
	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
)

// ContainerRunsAsRoot catches containers of the application that run as root.
// https://docs.docker.com/build/building/best-practices/#user
var ContainerRunsAsRoot = &analyzer.Rule{
	ID:        "container-runs-as-root",
	Title:     "The application's container runs as root",
	Item:      "containers",
	Severity:  analyzer.Medium,
	Precision: analyzer.HighPrecision,
	What: "An image of the application whose last stage has no `USER`, or one that is root, started without another user; " +
		"or a service or pod that asks for root.",
	Why: "Whoever breaks into the application is root in the container: free to change its code and its tools, " +
		"and one fault of the kernel or one mounted folder away from being root on the host.",
	Fix:      "Make a user in the image and end its last stage with it: `RUN useradd --create-home app`, `USER app`.",
	CWE:      250,
	ASVS:     "14.1.5",
	Refs:     []string{"https://docs.docker.com/build/building/best-practices/#user", "https://cheatsheetseries.owasp.org/cheatsheets/Docker_Security_Cheat_Sheet.html"},
	Check:    checkContainerRunsAsRoot,
	Unloaded: true,
}

func checkContainerRunsAsRoot(p *analyzer.Pass) {
	list := containers(p)
	if len(list) == 0 {
		uncontained(p)
	}
	seen := map[deploy.Where]bool{}
	for _, l := range list {
		user, root := l.As()
		where := l.Where
		if user.Span.File != l.File {
			where = deploy.At(user.Span)
		}
		if besides(p.Facts(), list, l) {
			where.Rank = deploy.Development
		}
		switch key := (deploy.Where{File: user.Span.String()}); {
		case user.Span.IsZero() || seen[key]:
			continue
		default:
			seen[key] = true
		}
		switch {
		case root && user.Value == "":
			p.ReportIn(where, user.Span, l.Name, "the image runs as root, as no USER follows in its last stage, so whoever breaks into the application is root in the container")
		case root:
			p.ReportIn(where, user.Span, l.Name, "the container runs as root, so whoever breaks into the application is root in the container")
		case user.Opaque != "" && !p.Facts().ForDevelopment(where):
			p.Passes(user.Span, "%s", user.Opaque)
		case !p.Facts().ForDevelopment(where):
			p.Passes(user.Span, "%s runs as %s", l.Name, user.Value)
		}
	}
}
