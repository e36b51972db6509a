package cli

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// consent is what a person is asked before something is changed.
type consent struct {
	question string // "Apply this to production?"
	auto     bool   // --auto-approve was given
	// instead says what to do where --auto-approve is not enough, nobody what to do where nobody can answer.
	instead, nobody string
	out             io.Writer
	sources         map[string][]byte
}

// ask gets a person's consent: --auto-approve, "yes", or the name of a protected environment. Where nobody can answer (the
// input is empty), the person is told what to do instead.
func (a *app) ask(ctx context.Context, env *schema.Environment, c consent) error {
	protected := env != nil && env.Protected
	switch {
	case c.auto && protected:
		return diagError{diag.List{{Code: diag.Usage, Severity: diag.Error, Subject: env.At("protected"),
			Summary: fmt.Sprintf("%s is protected, so --auto-approve is not enough", env.Name), Detail: c.instead}}, c.sources}
	case c.auto:
		return nil
	}
	answer := "yes"
	if protected {
		answer = env.Name
	}
	fmt.Fprintf(c.out, "\n%s Only %q goes on: ", c.question, answer)
	line, err := a.readLine(ctx)
	fmt.Fprintln(c.out)
	if ctx.Err() != nil {
		return ctx.Err() // Ctrl-C is a no
	}
	switch {
	case strings.TrimSpace(line) == answer:
		return nil
	case line == "" && err != nil:
		return diagError{diag.List{{Code: diag.Usage, Severity: diag.Error, Summary: "nobody is there to approve it", Detail: c.nobody}}, nil}
	}
	fmt.Fprintln(c.out, "Nothing was changed.")
	return exit{ExitError}
}

// readLine reads a line of the input. It does not wait for one when ctx ends.
func (a *app) readLine(ctx context.Context) (string, error) {
	read := make(chan struct{})
	var got string
	var readErr error
	go func() {
		got, readErr = bufio.NewReader(a.streams.In).ReadString('\n')
		close(read)
	}()
	select {
	case <-read:
		return got, readErr
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
