package release

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/Masterminds/semver/v3"

	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/history"
	"github.com/stagecraft-dev/stagecraft/schema/lint"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

func (p *preparation) checkVersionText() bool {
	var diags diag.List
	if _, err := semver.StrictNewVersion(p.Version); err != nil {
		diags.Errorf(diag.Usage, diag.Range{}, fmt.Sprintf("%q is no semantic version", p.Version), "Write it as 1.4.0, or 2.0.0-rc.1 for a candidate; without a v in front.")
	}
	return len(diags) == 0 || p.check("The version", "", diags)
}

// checkTree makes sure that nothing in the work tree waits to be committed, and finds the branch.
func (p *preparation) checkTree() bool {
	const name = "Everything is committed"
	var diags diag.List
	fail := func(err error) bool {
		diags.Errorf(diag.NotCommitted, diag.Range{}, "the state of the repository cannot be released from", "%s.", strings.TrimSuffix(err.Error(), "."))
		return p.check(name, "", diags)
	}
	if p.repo.Top() == "" {
		return fail(errors.New("it is bare; a release is made in a work tree"))
	}
	var err error
	if p.draft, err = newDraft(p.repo.Top(), !p.opts.DryRun); err != nil {
		return fail(err)
	}
	if diags, err = p.uncommitted(p.draft.git); err != nil {
		return fail(err)
	}
	return p.check(name, "on branch "+p.draft.name(), diags)
}

// uncommitted is the error of files that are not as they are committed. Files that git does not know and
// that are no part of the architecture do not matter.
func (p *preparation) uncommitted(git runner) (diag.List, error) {
	var diags diag.List
	status, err := git.status()
	if err != nil {
		return nil, err
	}
	var changed []string
	for name, letters := range status {
		if letters != "??" || p.read(name) {
			changed = append(changed, name)
		}
	}
	if n := len(changed); n > 0 {
		slices.Sort(changed)
		if n > 10 {
			changed = append(changed[:10], fmt.Sprintf("and %d more", n-10))
		}
		diags.Errorf(diag.NotCommitted, diag.Range{}, "the work tree has changes that are not committed",
			"Commit them, stash them or list them in .gitignore; what an interrupted release left is put back by git restore --staged --worktree FILES:\n%s", strings.Join(changed, "\n"))
	}
	return diags, nil
}

// read tells whether a file, by its path from the top of the repository, would be read as part of the architecture.
func (p *preparation) read(name string) bool {
	rest, below := name, true
	if dir := p.repo.Dir(); dir != "." {
		rest, below = strings.CutPrefix(name, dir+"/")
	}
	return below && !strings.HasPrefix(rest, ".stagecraft/") &&
		(strings.HasSuffix(rest, ".hcl") || strings.HasSuffix(rest, ".hcl.json") || strings.HasPrefix(rest, signoff.Dir+"/"))
}

// load reads the architecture; nil when it has errors. What validation warns of is shown and stops nothing.
func (p *preparation) load() *hclschema.Result {
	res := hclschema.Load(p.dir, p.opts.Load)
	p.Sources = res.Sources
	note := ""
	if n := len(res.Diags); n > 0 {
		note = diag.Count(n, "warning")
	}
	if !p.check("The architecture is valid", note, res.Diags) {
		return nil
	}
	p.arch = res.Architecture
	return res
}

// checkCommitted makes sure that the architecture which was read is the committed one. A file that .gitignore
// hides, or one that git was told not to look at (assume-unchanged), would make another.
func (p *preparation) checkCommitted() bool {
	const name = "The architecture is the committed one"
	var diags diag.List
	committed, _, err := p.repo.Architecture("HEAD", p.opts.Load)
	switch {
	case err != nil:
		diags.Errorf(diag.NotCommitted, diag.Range{}, "the architecture cannot be read from the commit", "%v", err)
	case committed.Digest() != p.arch.Digest():
		var texts []string
		for _, c := range diff.Compare(committed, p.arch).Changes {
			if texts = append(texts, c.Text); len(texts) == 5 {
				break
			}
		}
		diags.Errorf(diag.NotCommitted, diag.Range{}, "the files on disk make another architecture than those that are committed",
			"A file is hidden from git by .gitignore or git update-index --assume-unchanged. Commit it, or move it out of the directory:\n%s", strings.Join(texts, "\n"))
	}
	return len(diags) == 0 || p.check(name, "", diags)
}

func (p *preparation) checkScenarios() {
	var diags diag.List
	results := engine.RunScenarios(p.arch)
	for _, s := range results {
		diags.Add(s.Diags...)
	}
	note := "there are none"
	if n := len(results); n > 0 {
		note = fmt.Sprintf("%d of %d", n, n)
	}
	p.check("The scenarios pass", note, diags)
}

// checkLint refuses what a lint rule, or the policy of the organisation, calls an error. What is not agreed is checked on its own.
func (p *preparation) checkLint(res *hclschema.Result) {
	var errs diag.List
	others := 0
	for _, d := range lint.Run(p.arch, res.Sources) {
		switch {
		case d.Code == lintAgreed:
		case d.Severity == diag.Error:
			errs.Add(d)
		default:
			others++
		}
	}
	note := ""
	if others > 0 {
		note = fmt.Sprintf("%s, which stagecraft lint shows", diag.Count(others, "warning"))
	}
	p.check("Lint finds no error", note, errs)
}

// lintAgreed is the rule about definitions that are still assumed.
const lintAgreed = "L-51"

// checkHistory compares with the version before, and makes sure that the new number says enough.
func (p *preparation) checkHistory() {
	const name = "The version fits the changes"
	var diags diag.List
	past, diags, ok := p.past(name)
	if !ok {
		return
	}
	p.compare(past)
	v, note := semver.MustParse(p.Version), "the first release"
	if !p.isHighest(v, &diags) {
		p.check(name, "", diags)
		return
	}
	if p.Changes != nil {
		switch {
		case len(p.Changes.Changes) == 0:
			diags.Errorf(diag.VersionUnfit, diag.Range{}, fmt.Sprintf("nothing changed in meaning since version %s", p.Previous), "There is nothing to release.")
		case !p.Changes.Fits(p.Version):
			diags.Errorf(diag.VersionUnfit, diag.Range{}, fmt.Sprintf("version %s is too low for what changed since %s", p.Version, p.Previous),
				"There is a %s change, so the version is %s at least:\n%s", p.Changes.Part, p.Changes.NextVersion, strings.Join(weighty(p.Changes), "\n"))
		}
		note = fmt.Sprintf("%s since %s, %s", diag.Count(len(p.Changes.Changes), "change"), p.Previous, p.Changes.Part)
	}
	if was, err := semver.StrictNewVersion(p.arch.Info.Version); err == nil && v.LessThan(was) {
		diags.Add(diag.Diagnostic{Code: diag.VersionUnfit, Severity: diag.Warning, Subject: p.arch.Info.At("version"),
			Summary: fmt.Sprintf("version %s is lower than the %s that stands here", p.Version, was), Detail: "When that version was released its tag is missing: git fetch --tags."})
	}
	p.check(name, note, diags)
}

// past reads the earlier releases, newest first.
func (p *preparation) past(check string) (past []history.Past, diags diag.List, ok bool) {
	past, diags, err := p.repo.Past(p.opts.Load)
	if err != nil {
		diags.Errorf(diag.NotCommitted, diag.Range{}, "the earlier releases cannot be read", "%v", err)
	} else if shallow, err := (runner{top: p.repo.Top()}).run(nil, "rev-parse", "--is-shallow-repository"); err == nil && shallow == "true" {
		diags = diag.List{}
		diags.Errorf(diag.NotCommitted, diag.Range{}, "this clone is shallow, so earlier releases may be missing",
			"What changed cannot be told without them. Fetch the whole history and the tags: git fetch --unshallow --tags.")
	}
	return past, diags, !diags.HasErrors() || p.check(check, "", diags)
}

// compare finds the release that the version follows and what changed since.
func (p *preparation) compare(past []history.Past) {
	v := semver.MustParse(p.Version)
	for _, r := range slices.Backward(past) { // documents want the oldest first
		if semver.MustParse(r.Version).LessThan(v) {
			p.releases = append(p.releases, render.Release{Version: r.Version, Date: r.When.Format(time.DateOnly), Changes: r.Changes})
			if history.Follows(p.Version, r.Version) {
				p.Previous, p.since = r.Version, r.Architecture
			}
		}
	}
	if p.since != nil {
		p.Changes = diff.Compare(p.since, p.arch)
	}
}

// isHighest makes sure that no version as high was released, also none that cannot be read any more.
func (p *preparation) isHighest(v *semver.Version, diags *diag.List) bool {
	if at, err := p.draft.git.run(nil, "rev-parse", "-q", "--verify", "refs/tags/"+p.Tag+"^{}"); err == nil {
		diags.Errorf(diag.VersionUnfit, diag.Range{}, fmt.Sprintf("version %s is released already", p.Version), "The tag %s names %.12s. Choose a higher version.", p.Tag, at)
		return false
	}
	releases, err := p.repo.Releases()
	if err != nil {
		diags.Errorf(diag.NotCommitted, diag.Range{}, "the earlier releases cannot be read", "%v", err)
		return false
	}
	if len(releases) == 0 || v.GreaterThan(semver.MustParse(releases[0].Version)) {
		return true
	}
	detail := fmt.Sprintf("The tag %s names %s. Choose a higher version.", releases[0].Tag, releases[0].Short)
	if p.Changes != nil && len(p.Changes.Changes) > 0 {
		detail += fmt.Sprintf(" The changes since %s ask for %s at least.", p.Previous, p.Changes.NextVersion)
	}
	diags.Errorf(diag.VersionUnfit, diag.Range{}, fmt.Sprintf("version %s is not higher than %s", p.Version, releases[0].Version), "%s", detail)
	return false
}

// weighty are the first few changes that demand the most of the version.
func weighty(d *diff.Diff) []string {
	var out []string
	for _, c := range d.Changes {
		if c.Part == d.Part && len(out) < 5 {
			out = append(out, c.Text)
		}
	}
	return out
}

// checkSignoffs is the gate of L-51: nothing assumed and nothing unsigned is released, unless a policy or the caller says otherwise.
func (p *preparation) checkSignoffs(res *hclschema.Result) {
	if !p.council(res) {
		return
	}
	var diags diag.List
	status := p.status
	open := status.Open()
	severity := p.severity()
	for _, o := range open {
		if severity == "off" {
			break
		}
		var why []string
		if o.Assumed {
			why = append(why, `It is still assumed; confirm it with state = "confirmed" when it is agreed.`)
		}
		for _, s := range o.Unmet {
			why = append(why, s.Lacks())
		}
		d := diag.Diagnostic{Code: diag.NotAgreed, Severity: diag.Error, Address: string(o.Entry.Address),
			Summary: fmt.Sprintf("%s is not agreed", o.Entry.Title), Detail: strings.Join(why, "\n")}
		if b := p.arch.Lookup(o.Entry.Address); b != nil {
			d.Subject = b.Base().At("state")
		}
		if severity == "warning" {
			d.Severity = diag.Warning
		}
		diags.Add(d)
	}
	note := fmt.Sprintf("%d of %d confirmed and signed by the whole council", len(status.Definitions)-len(open), len(status.Definitions))
	if len(status.Council) == 0 {
		note = fmt.Sprintf("%d of %d confirmed; no council is named that would sign", len(status.Definitions)-len(open), len(status.Definitions))
	}
	p.check(agreed, note, diags)
}

const agreed = "Every definition is agreed"

// council reads who has signed what.
func (p *preparation) council(res *hclschema.Result) bool {
	status, diags, sources := p.opts.Signoffs(res)
	p.status = status
	if !diags.HasErrors() {
		return true
	}
	p.Sources = maps.Clone(p.Sources)
	maps.Copy(p.Sources, sources)
	return p.check(agreed, "", diags)
}

// severity of a definition that is not agreed: the strictest that a policy block gives L-51, an error when none does.
func (p *preparation) severity() string {
	out := p.arch.PolicySeverity(lintAgreed)
	if out == "" {
		out = "error"
	}
	if p.opts.AllowOpen && out == "error" {
		out = "warning"
	}
	return out
}
