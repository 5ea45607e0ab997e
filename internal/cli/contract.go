package cli

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/deploycheck/deploycheck/internal/report"
)

// env is the command that prints what the settings want of the environment.
func (a *app) env() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "env [PATH]",
		Short: "Print the environment contract: what production reads, needs and is given",
		Long: "Prints every environment variable that the production settings of the project\n" +
			"in PATH read: where, of what type, with which default, what it must satisfy,\n" +
			"and which files set it. --format dotenv writes a commented template.",
		Args: onePath,
		RunE: a.runEnv,
	}
	s := cmd.Flags()
	a.flags.common(s)
	s.StringVar(&a.flags.format, "format", "", "`format` of the contract: text, json or dotenv (default text)")
	return cmd
}

func (a *app) runEnv(cmd *cobra.Command, args []string) error {
	write := report.ContractText
	switch a.flags.format {
	case "", "text":
	case "json":
		write = report.ContractJSON
	case "dotenv":
		write = report.ContractDotenv
	default:
		return oneOf("format", a.flags.format, "text", "json", "dotenv")
	}
	repository, d, o, err := a.chooseDeployment(cmd, args, false)
	if err != nil {
		return err
	}
	contract := repository.Contract(d, a.catalogue)
	return a.printed(func(w io.Writer) error { return write(w, contract, o) })
}
