package cli

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/review"
	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/directory"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/history"
)

// baseline is what a plan's architecture is compared with in meaning.
type baseline struct {
	arch  *schema.Architecture // nil when there is nothing
	what  string               // what it is, in words
	alone string               // why there is nothing
}

// review looks at a plan as those do who must agree to it. fallback is the revision to compare with where nothing was applied; "" is
// where HEAD left the default branch.
func (o *planOptions) review(ctx context.Context, s *session, p *planner.Plan, fallback string) (*review.Review, error) {
	base, err := o.baseline(ctx, s, fallback)
	if err != nil {
		return nil, err
	}
	opts := review.Options{Plan: p, Now: s.res.Architecture, Was: base.arch, Base: base.what, Alone: base.alone,
		Verified: slices.Contains(o.require, planner.Verified)}
	d, err := o.directory()
	if err != nil {
		return nil, err
	}
	signed, err := d.SignOffs(s.res, true, o.trust)
	var unusable *directory.Problem
	if errors.As(err, &unusable) && o.trust == "" && !opts.Verified { // the keys; what was signed can be told without
		opts.Findings = append(opts.Findings, asWarnings(unusable.Diags)...)
		signed, err = d.SignOffs(s.res, false, "")
	}
	if err != nil {
		return nil, asDiagError(err)
	}
	opts.SignOffs, opts.Records = signed.Status, signed.Records
	return review.New(opts), nil
}

func asWarnings(list diag.List) diag.List {
	list = slices.Clone(list)
	for i := range list {
		list[i].Severity = diag.Warning
	}
	return list
}

// baseline finds what to compare with: the revision that was asked for, else what was applied last, else the fallback.
func (o *planOptions) baseline(ctx context.Context, s *session, fallback string) (baseline, error) {
	if o.base != "" {
		c, err := o.at(o.base, nil)
		return baseline{arch: c.Architecture, what: c.String()}, err
	}
	alone := "This is on paper: what is live was not read."
	if s.build.Paper == nil {
		last, why, err := o.appliedLast(ctx, s)
		if err != nil || last.arch != nil {
			return last, err
		}
		alone = why
	}
	b, err := o.proposedTo(s, fallback)
	if err != nil {
		alone += " " + sentence(err)
	}
	if b.arch == nil {
		b.alone = alone
	}
	return b, nil
}

// appliedLast is the architecture of the last complete apply: as its record has it, or from the commit that it was made from. Where it
// cannot be had, why says so.
func (o *planOptions) appliedLast(ctx context.Context, s *session) (b baseline, why string, err error) {
	if s.build.State == nil {
		return b, "What was applied last cannot be read here.", nil
	}
	was := s.build.State.Architecture
	if was.Digest == "" {
		return b, fmt.Sprintf("Nothing was applied to %s yet, so that all of it is new there.", o.envName()), nil
	}
	b.what = "what was applied last"
	if was.Version != "" {
		b.what = "version " + was.Version + ", which was applied last"
	}
	if was.Digest == s.res.Architecture.Digest() {
		b.arch = s.res.Architecture
		return b, "", nil
	}
	d, err := o.directory()
	if err != nil {
		return b, "", err
	}
	d.Load.ToolVersion = "" // what an older version required says nothing about whether it can be read
	fits := func(a *schema.Architecture) bool { return a != nil && a.Digest() == was.Digest }
	records, err := s.store.History(ctx)
	if err != nil {
		return b, "", asDiagError(err)
	}
	for _, r := range records {
		if r.Architecture.Digest != was.Digest {
			continue
		}
		full, _, err := s.store.At(ctx, r.Serial)
		if err != nil || len(full.Sources) == 0 {
			break
		}
		if res := d.Recorded(full); !res.Diags.HasErrors() && fits(res.Architecture) {
			b.arch = res.Architecture
			return b, "", nil
		}
		break
	}
	commit, _, _ := strings.Cut(was.Commit, " ")
	if commit != "" {
		if c, err := o.at(commit, nil); err == nil && fits(c.Architecture) {
			b.arch = c.Architecture
			b.what += " (commit " + commit + ")"
			return b, "", nil
		}
	}
	return b, "The architecture that was applied last cannot be read any more.", nil
}

// proposedTo is the architecture at the fallback, or at the commit where HEAD left the default branch; none when nothing changed
// since.
func (o *planOptions) proposedTo(s *session, fallback string) (b baseline, err error) {
	b.what = "the revision that the change is proposed to"
	if fallback == "" {
		fallback = o.app.vetting.base
	}
	if fallback == "" {
		repo, err := history.Open(o.dir)
		if err != nil {
			return baseline{}, err
		}
		at, err := repo.Fork()
		if err != nil {
			return baseline{}, err
		}
		fallback, b.what = at.Hash, "the default branch"
	}
	c, err := o.at(fallback, nil)
	if err != nil || c.Architecture.Digest() == s.res.Architecture.Digest() && s.build.Paper == nil {
		return baseline{}, err
	}
	b.arch = c.Architecture
	if c.Revision != nil {
		b.what += fmt.Sprintf(" (%s, %s)", c.Revision.Short, c.Revision.When.Format("2006-01-02"))
	}
	return b, nil
}

// sentence is an error in one sentence.
func sentence(err error) string {
	var d diag.Diagnostic
	var de diagError
	text := err.Error()
	switch {
	case errors.As(err, &d):
		text = d.Summary
	case errors.As(err, &de) && len(de.diags) > 0:
		text = de.diags[0].Summary
	}
	return strings.TrimSuffix(text, ".") + "."
}

// checkURL refuses what is no address of a page.
func checkURL(flag, value string) error {
	if value == "" {
		return nil
	}
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.ContainsAny(value, "<> \\\"`") {
		return usageError{fmt.Errorf("--%s %q: write an address that begins with https://", flag, value)}
	}
	return nil
}
