// Deploycheck reads a Django project, runs nothing of it, and says whether it
// is fit for production.
package main

import (
	"net/http"
	"os"

	"github.com/deploycheck/deploycheck/internal/cli"
	"github.com/deploycheck/deploycheck/rules"
)

func main() {
	os.Exit(cli.Main(cli.World{
		Args:   os.Args[1:],
		Env:    cli.Environ(os.Environ()),
		Open:   cli.OpenFolder,
		HTTP:   http.DefaultTransport,
		Stdout: os.Stdout,
		Stderr: os.Stderr,
	}, rules.Catalogue))
}
