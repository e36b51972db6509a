package cli

import (
	"errors"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
)

// reporting are the flags of commands whose outcome is a report.
type reporting struct {
	out      string
	markdown bool
}

func (r *reporting) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&r.out, "out", "", "save the report to a file: JSON when it is called .json, else Markdown")
	cmd.Flags().BoolVar(&r.markdown, "markdown", false, "print the report for an issue or a chat")
}

// check refuses flags that cannot go together.
func (r *reporting) check(a *app) error {
	if r.markdown && a.json {
		return usageError{errors.New("--markdown and --json cannot go together")}
	}
	return nil
}

// give saves and prints a report.
func (a *app) give(r reporting, report any, markdown func(io.Writer), human func()) error {
	if err := r.save(report, markdown); err != nil {
		return err
	}
	return a.show(r, report, markdown, human)
}

// save writes a report to the file of --out, if there is one: as JSON or as Markdown.
func (r *reporting) save(report any, markdown func(io.Writer)) error {
	if r.out == "" {
		return nil
	}
	var b strings.Builder
	if strings.EqualFold(filepath.Ext(r.out), ".json") {
		if err := view.JSON(&b, report); err != nil {
			return err
		}
	} else {
		markdown(&b)
	}
	return writeFile(r.out, []byte(b.String()))
}

// show prints a report: as JSON, as Markdown, or for people at a terminal.
func (a *app) show(r reporting, report any, markdown func(io.Writer), human func()) error {
	switch {
	case a.json:
		return view.JSON(a.streams.Out, report)
	case r.markdown:
		markdown(a.streams.Out)
	default:
		human()
	}
	return nil
}
