package ci

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
)

// StepSummary adds the plan to the summary of a step of GitHub Actions; nothing without the file that the runner names.
func StepSummary(file string, r *Report, page string, notes []string) error {
	if file == "" {
		return nil
	}
	text, err := r.Markdown(view.StepSummary, true, page)
	if err != nil {
		return err
	}
	for _, n := range notes {
		text += fmt.Sprintf("\n> %s\n", view.Markdown(n))
	}
	return appendTo(file, text+"\n")
}

// Outputs sets outputs of a step of GitHub Actions, in the order given; nothing without the file that the runner names.
func Outputs(file string, values [][2]string) error {
	if file == "" {
		return nil
	}
	var b strings.Builder
	for _, v := range values {
		fmt.Fprintf(&b, "%s=%s\n", v[0], view.Clean(v[1])) // a value of several lines could set other outputs
	}
	return appendTo(file, b.String())
}

func appendTo(file, text string) error {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
