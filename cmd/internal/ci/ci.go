// Package ci tells a code host what a plan means for a pull request: one comment for each environment, a check with annotations
// on the lines of the files, findings where the host lists those, and requests for reviews of those who must agree. What people set
// or wrote themselves stays as it is.
//
// GitHub and GitLab are two implementations of Forge; Post does the same for both. Credentials come from the environment of the
// runner and are never printed.
package ci

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/review"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// Forge is a code host, as far as one run of a pipeline needs it.
type Forge interface {
	// Request is the pull request of the run; nil when the run is for none.
	Request() *Request
	// Page is the address of the run; "" when it is not known.
	Page() string
	// Limit is the most characters of a comment.
	Limit() int
	// Comment writes the body into the one comment that has the mark and is ours, or into a new one.
	Comment(ctx context.Context, mark, body string) error
	// Check reports the outcome for the head commit.
	Check(ctx context.Context, c *Check) error
	// Findings hands over what was found in the files, where the host lists findings; without a pull request, what can be handed over
	// without one.
	Findings(ctx context.Context, l *view.Lint) error
	// Ask requests reviews of those who have not been asked and have not reviewed yet.
	Ask(ctx context.Context, accounts []string) error
	// Accounts are those of the host.
	Accounts(r schema.Reviewers) []string
}

// Request is a pull request, or a merge request.
type Request struct {
	Number int
	Author string
	Head   string // commit that is proposed
	Base   string // commit that it is proposed to
	Draft  bool
	Closed bool
	// Silent says why nothing can be written to it, in a sentence; "" when it can.
	Silent string
}

// Conclusion is the outcome in a word; the values are those of GitHub's checks.
type Conclusion string

const (
	Success        Conclusion = "success"
	Failure        Conclusion = "failure"         // there are errors
	ActionRequired Conclusion = "action_required" // somebody must sign, or a guard must be lifted
	Neutral        Conclusion = "neutral"         // it cannot be told: the architecture is untrusted
)

// Note is the error of something that could not be done and need not fail the run.
type Note string

func (n Note) Error() string { return string(n) }

// Report is what a run has to tell.
type Report struct {
	Environment string
	// Dir is the directory of the architecture from the root of its repository, slash-separated; "." for the root.
	Dir    string
	Review *review.Review
	// Lint holds everything that was found in the files.
	Lint *view.Lint
	// Paper tells that the plan was made without the CRM, or could not be made for lack of trust.
	Paper bool
	// NoReviewers leaves people alone.
	NoReviewers bool
}

// Conclusion weighs the report.
func (r *Report) Conclusion() Conclusion {
	switch {
	case r.Lint.Failed() || r.Review.Broken():
		return Failure
	case r.Paper:
		return Neutral
	case len(r.Review.Missing())+len(r.Review.Again()) > 0 || len(r.Review.Plan.Guards) > 0:
		return ActionRequired
	}
	return Success
}

// Summary says the outcome in one line.
func (r *Report) Summary() string {
	var parts []string
	if n := len(r.Lint.Found); n > 0 {
		parts = append(parts, view.Summary(r.Lint.Found))
	}
	switch p := r.Review.Plan; {
	case r.Review.Unplanned:
		parts = append(parts, "no plan could be made")
	case p.Empty():
		parts = append(parts, "no changes")
	default:
		parts = append(parts, view.Count(len(p.Changes), "change"))
	}
	if who := r.Review.Missing(); len(who) > 0 {
		parts = append(parts, "to be signed by "+some(who))
	}
	if who := r.Review.Again(); len(who) > 0 {
		parts = append(parts, "to be signed again by "+some(who))
	}
	if n := len(r.Review.Plan.Guards); n > 0 {
		parts = append(parts, view.Count(n, "guard")+" in the way")
	}
	return view.Clean(strings.Join(parts, "; "))
}

// some are the first names of a list.
func some(names []string) string {
	const most = 4
	if n := len(names); n > most {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:most], ", "), n-most)
	}
	return strings.Join(names, ", ")
}

// Markdown is the plan as a comment of at most limit characters, or bytes.
func (r *Report) Markdown(limit int, inBytes bool, page string) (string, error) {
	var b bytes.Buffer
	err := view.PlanMarkdown(&b, r.Review, view.CommentOptions{Limit: limit, Bytes: inBytes, URL: page})
	return b.String(), err
}

// name is what a check is called: that of the same environment and directory is the same.
func (r *Report) name() string {
	if r.Dir == "." {
		return fmt.Sprintf("stagecraft (%s)", r.Environment)
	}
	return fmt.Sprintf("stagecraft (%s, %s)", r.Dir, r.Environment)
}

// Mark is the hidden line by which the comment of an environment is found again. No name can end it.
func (r *Report) Mark() string {
	word := func(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "-", "%2D") }
	return fmt.Sprintf("<!-- stagecraft:plan env=%s dir=%s -->", word(r.Environment), word(r.Dir))
}

// Post tells the host. Notes are what could not be done and need not be; the error is everything else that failed. One failure does not
// keep the rest from being done.
func Post(ctx context.Context, f Forge, r *Report) (notes []string, err error) {
	req := f.Request()
	switch {
	case req == nil:
		return []string{"This run is for no pull request, so that nothing was posted."}, f.Findings(ctx, r.Lint)
	case req.Silent != "":
		return []string{req.Silent}, f.Findings(ctx, r.Lint)
	}
	body, err := r.Markdown(f.Limit(), false, f.Page())
	if err != nil {
		return nil, err
	}
	check := &Check{Name: r.name(), ID: r.Mark(), Conclusion: r.Conclusion(), Title: r.Summary(), Summary: body, URL: f.Page(), Annotations: annotations(r)}
	steps := []func() error{
		func() error { return f.Comment(ctx, r.Mark(), body+"\n"+r.Mark()+"\n") },
		func() error { return f.Check(ctx, check) },
		func() error { return f.Findings(ctx, r.Lint) },
		func() error { return ask(ctx, f, r, req) },
	}
	var failed []error
	for _, step := range steps {
		if ctx.Err() != nil {
			return notes, errors.Join(append(failed, ctx.Err())...)
		}
		for _, e := range unjoin(step()) {
			var note Note
			if errors.As(e, &note) {
				notes = append(notes, string(note))
			} else {
				failed = append(failed, e)
			}
		}
	}
	return notes, errors.Join(failed...)
}

// ask requests reviews, unless nobody is to look at the request yet or any more.
func ask(ctx context.Context, f Forge, r *Report, req *Request) error {
	accounts := f.Accounts(r.Review.Reviewers())
	accounts = slices.DeleteFunc(accounts, func(a string) bool { return strings.EqualFold(a, req.Author) })
	switch {
	case len(accounts) == 0 || r.NoReviewers || req.Closed:
		return nil
	case req.Draft:
		return Note("It is a draft, so that nobody was asked for a review.")
	}
	return f.Ask(ctx, accounts)
}

// unjoin takes a joined error apart.
func unjoin(err error) []error {
	if err == nil {
		return nil
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return many.Unwrap()
	}
	return []error{err}
}
