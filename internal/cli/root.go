package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/deploycheck/deploycheck/internal/report"
)

// root is the command line: `deploycheck PATH` is short for `deploycheck
// check PATH`.
func (a *app) root() *cobra.Command {
	root := a.check("deploycheck [PATH]")
	root.Short = "Is this Django project fit for production?"
	root.Long = "deploycheck reads a Django project, runs nothing of it, and answers the\nproduction security checklist item by item."
	root.SilenceUsage, root.SilenceErrors = true, true
	root.CompletionOptions.HiddenDefaultCmd = true
	root.SetFlagErrorFunc(flagError)
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), ".FlagUsages", ".FlagUsagesWrapped 80"))
	root.Version = Version()
	root.SetVersionTemplate(a.versionLine())
	root.AddCommand(
		a.check("check [PATH]"), a.checkDeploy(), a.diffSettings(), a.audit(), a.env(),
		a.explain(), a.rules(), a.attest(), a.version(),
	)
	return root
}

// flagError turns what the flag library says into an error with a hint.
func flagError(cmd *cobra.Command, err error) error {
	hint := fmt.Sprintf("%s --help lists the flags", cmd.CommandPath())
	if name, ok := strings.CutPrefix(err.Error(), "unknown flag: --"); ok {
		var names []string
		cmd.Flags().VisitAll(func(f *flagType) { names = append(names, f.Name) })
		if near := nearest(name, names); near != "" {
			hint = "did you mean --" + near + "? " + hint
		}
	}
	return usage(hint, "%s", err)
}

// onePath accepts at most one argument, the folder.
func onePath(cmd *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usage("give one folder; flags take their value behind them", "%d paths given, %s takes one", len(args), cmd.Name())
	}
	return nil
}

func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version",
		Args:  noArguments,
		RunE: func(*cobra.Command, []string) error {
			return a.print(a.versionLine())
		},
	}
}

func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage("", "%s takes no argument", cmd.Name())
	}
	return nil
}

func (a *app) versionLine() string {
	return fmt.Sprintf("%s %s (%s %s/%s)\n", report.Name, Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
}

// release is the version when a build does not say otherwise, with
// -ldflags "-X github.com/deploycheck/deploycheck/internal/cli.release=1.2.3".
var release = "0.1.0-dev"

// Version is deploycheck's version. One that was installed by `go install
// …@v1.2.3` knows it from there.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if ok && strings.HasSuffix(release, "-dev") && tagged.MatchString(info.Main.Version) {
		return info.Main.Version[1:]
	}
	return release
}
