// Package release makes a released version of an architecture: it checks that the version may be released, and writes
// the version, the changelog, the commit, an annotated tag and the bundle of rendered documents.
//
// Everything is made in memory first. Publish then writes it, and undoes what it wrote when a step fails.
//
// The bundle is a zip file of all documents with a manifest of their digests. It is not part of
// the commit: the documents name the commit that they were made from. The tag names the bundle's
// digest, and the same tool makes the same bundle from the tag again.
package release

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/Masterminds/semver/v3"
	"github.com/go-git/go-git/v5"

	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/render/site"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
	"github.com/stagecraft-dev/stagecraft/schema/history"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// Options say what to release and how.
type Options struct {
	Version string
	// Now is the time of the commit and the date in the changelog.
	Now time.Time
	// By is the git identity of who releases.
	By          signoff.Person
	ToolVersion string
	Load        hclschema.Options
	// Signoffs tells who has signed what of an architecture.
	Signoffs func(*hclschema.Result) (*signoff.Status, error)
	// CRMs compiles an architecture for the systems that it is for.
	CRMs func(*hclschema.Result) ([]render.CRM, error)
	// Render holds the theme and paper of the documents; the rest of it is filled in here.
	Render  render.Options
	Formats []string
	// Bundle is the directory that the bundle is written to.
	Bundle string
	// AllowOpen lets a version out although definitions are assumed or unsigned.
	AllowOpen bool
}

// Check is one thing that was looked at before a release.
type Check struct {
	Name string `json:"name"`
	// Note says what was found in order.
	Note string `json:"note,omitempty"`
	// Diags are problems; errors stand in the way, warnings do not.
	Diags diag.List `json:"diagnostics,omitempty"`
}

// Release is a version that is ready to be published, or what stands in its way.
type Release struct {
	Version  string     `json:"version"`
	Previous string     `json:"previous,omitempty"`
	Tag      string     `json:"tag"`
	Commit   string     `json:"commit,omitempty"`
	Checks   []Check    `json:"checks"`
	Changes  *diff.Diff `json:"changes,omitempty"`
	// Entry is the part of the changelog for this version, as Markdown.
	Entry string `json:"changelog"`
	// Bundle is the path of the bundle, Digest its SHA-256, Files what is in it.
	Bundle string   `json:"bundle,omitempty"`
	Digest string   `json:"bundle_sha256,omitempty"`
	Files  []string `json:"bundle_files,omitempty"`
	// Changed are the files of the commit, from the top of the repository.
	Changed []string `json:"files,omitempty"`
	// Sources are for the snippets of diagnostics.
	Sources map[string][]byte `json:"-"`

	draft  *draft
	bundle []byte
}

// Ready tells that no check found an error.
func (r *Release) Ready() bool {
	for _, c := range r.Checks {
		if c.Diags.HasErrors() {
			return false
		}
	}
	return true
}

// Diags are the problems of all checks.
func (r *Release) Diags() diag.List {
	var out diag.List
	for _, c := range r.Checks {
		out.Add(c.Diags...)
	}
	return out
}

func (r *Release) check(name, note string, diags diag.List) bool {
	if diags.HasErrors() {
		note = ""
	}
	r.Checks = append(r.Checks, Check{name, note, diags})
	return !diags.HasErrors()
}

// Prepare checks whether a version of the architecture in a directory may be released and makes all of it
// in memory. The error tells that there is no repository to release in; all else is in the checks.
func Prepare(dir string, opts Options) (*Release, error) {
	repo, err := history.Open(dir)
	if err != nil {
		return nil, err
	}
	r := &Release{Version: opts.Version, Tag: repo.TagName(opts.Version)}
	p := &preparation{Release: r, opts: opts, repo: repo, dir: dir}
	p.run()
	return r, nil
}

// preparation is a release on its way.
type preparation struct {
	*Release
	opts     Options
	repo     *history.Repo
	dir      string
	arch     *schema.Architecture // as it will be released
	releases []render.Release     // oldest first, this one included
	since    *schema.Architecture
	status   *signoff.Status
}

func (p *preparation) run() {
	if !p.checkVersionText() || !p.checkTree() {
		return
	}
	res := hclschema.Load(p.dir, p.opts.Load)
	p.Sources = res.Sources
	if !p.check("The architecture is valid", "", res.Diags) {
		return
	}
	p.arch = res.Architecture
	p.checkScenarios()
	p.checkHistory()
	p.checkSignoffs(res)
	if !p.Ready() {
		return
	}
	if p.write(res) {
		p.render(res)
	}
}

func (p *preparation) checkVersionText() bool {
	var diags diag.List
	if _, err := semver.StrictNewVersion(p.Version); err != nil {
		diags.Errorf(diag.Usage, diag.Range{}, fmt.Sprintf("%q is no semantic version", p.Version), "Write it as 1.4.0, or 2.0.0-rc.1 for a candidate; without a v in front.")
	}
	return len(diags) == 0 || p.check("The version", "", diags)
}

// checkTree makes sure that what is released is what is committed.
func (p *preparation) checkTree() bool {
	var diags diag.List
	fail := func(err error) bool {
		diags.Errorf(diag.NotCommitted, diag.Range{}, "the state of the repository cannot be read", "%v", err)
		return p.check("Everything is committed", "", diags)
	}
	draft, err := newDraft(p.repo.Git())
	if err != nil {
		return fail(err)
	}
	p.draft = draft
	tree, err := p.repo.Git().Worktree()
	if err != nil {
		return fail(err)
	}
	status, err := tree.Status()
	if err != nil {
		return fail(err)
	}
	var changed []string
	for name, s := range status {
		if s.Worktree == git.Untracked && !p.read(name) {
			continue // no part of the architecture, and not of the commit
		}
		changed = append(changed, name)
	}
	if n := len(changed); n > 0 {
		slices.Sort(changed)
		if n > 10 {
			changed = append(changed[:10], fmt.Sprintf("and %d more", n-10))
		}
		diags.Errorf(diag.NotCommitted, diag.Range{}, "the work tree has changes that are not committed", "Commit them, stash them or list them in .gitignore:\n%s", strings.Join(changed, "\n"))
	}
	return p.check("Everything is committed", "on branch "+draft.branch.Name().Short(), diags)
}

// read tells whether a file, by its path from the top of the repository, would be read as part of the architecture.
func (p *preparation) read(name string) bool {
	rest, below := strings.CutPrefix(name, strings.TrimPrefix(p.repo.Dir()+"/", "./"))
	return below && !strings.HasPrefix(rest, ".stagecraft/") &&
		(strings.HasSuffix(rest, ".hcl") || strings.HasSuffix(rest, ".hcl.json") || strings.HasPrefix(rest, signoff.Dir+"/"))
}

func (p *preparation) checkScenarios() {
	var diags diag.List
	results := engine.RunScenarios(p.arch)
	for _, s := range results {
		diags.Add(s.Diags...)
	}
	p.check("The scenarios pass", fmt.Sprintf("%d of %d", len(results), len(results)), diags)
}

// checkHistory compares with the version before, and makes sure that the new number says enough.
func (p *preparation) checkHistory() {
	var diags diag.List
	name := "The version fits the changes"
	past, warnings, err := p.repo.Past(p.opts.Load)
	if err != nil {
		diags.Errorf(diag.NotCommitted, diag.Range{}, "the earlier releases cannot be read", "%v", err)
		p.check(name, "", diags)
		return
	}
	diags.Add(warnings...)
	v := semver.MustParse(p.Version)
	note := "the first release"
	for _, r := range slices.Backward(past) { // documents want the oldest first
		p.releases = append(p.releases, render.Release{Version: r.Version, Date: r.When.Format(time.DateOnly), Changes: r.Changes})
	}
	for _, r := range past {
		if r.Version == p.Version {
			diags.Errorf(diag.VersionUnfit, diag.Range{}, fmt.Sprintf("version %s is released already", p.Version), "The tag %s names commit %s. Choose a higher version.", r.Tag, r.Short)
		}
	}
	if len(past) > 0 && !diags.HasErrors() {
		last := past[0]
		p.Previous, p.since = last.Version, last.Architecture
		p.Changes = diff.Compare(p.since, p.arch)
		switch {
		case !v.GreaterThan(semver.MustParse(last.Version)):
			diags.Errorf(diag.VersionUnfit, diag.Range{}, fmt.Sprintf("version %s is not higher than %s", p.Version, last.Version), "The changes ask for %s at least.", p.Changes.NextVersion)
		case len(p.Changes.Changes) == 0:
			diags.Errorf(diag.VersionUnfit, diag.Range{}, fmt.Sprintf("nothing changed in meaning since version %s", last.Version), "There is nothing to release.")
		case !p.Changes.Fits(p.Version):
			diags.Errorf(diag.VersionUnfit, diag.Range{}, fmt.Sprintf("version %s is too low for what changed since %s", p.Version, last.Version),
				"There is a %s change, so the version is %s at least:\n%s", p.Changes.Part, p.Changes.NextVersion, strings.Join(weighty(p.Changes), "\n"))
		}
		note = fmt.Sprintf("%s since %s, %s", count(len(p.Changes.Changes), "change"), last.Version, p.Changes.Part)
	}
	p.check(name, note, diags)
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
	const name = "Every definition is agreed"
	var diags diag.List
	status, err := p.opts.Signoffs(res)
	if err != nil {
		diags.Errorf(diag.BadSignOff, diag.Range{}, "the sign-offs cannot be read", "%v", err)
		p.check(name, "", diags)
		return
	}
	p.status = status
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
	p.check(name, fmt.Sprintf("%d of %d confirmed and signed by the whole council", len(status.Definitions)-len(open), len(status.Definitions)), diags)
}

// severity of a definition that is not agreed: what a policy block says of L-51, an error otherwise.
func (p *preparation) severity() string {
	out := "error"
	for _, x := range p.arch.Policies {
		if s, ok := x.Severity["L-51"]; ok {
			out = s
		}
	}
	if p.opts.AllowOpen && out == "error" {
		out = "warning"
	}
	return out
}

// write drafts the commit: the version in the architecture's file, and the changelog.
func (p *preparation) write(res *hclschema.Result) bool {
	const name = "The version and the changelog can be written"
	var diags diag.List
	at := p.arch.Info.At("version")
	src := res.Sources[at.File]
	edit, err := hclschema.SetText(src, p.arch.Info, "version", p.Version)
	if err != nil {
		diags.Add(diag.Diagnostic{Code: diag.BadValue, Severity: diag.Error, Subject: at, Summary: "the version cannot be written here: " + err.Error(),
			Detail: "A release writes the new version into the architecture block, as a plain text."})
		return p.check(name, "", diags)
	}
	p.arch.Info.Version = p.Version
	if p.Changes != nil {
		p.Changes.ToVersion = p.Version
	}
	this := render.Release{Version: p.Version, Date: p.opts.Now.Format(time.DateOnly), Changes: p.Changes}
	p.releases = append(p.releases, this)
	p.Entry = string(render.ChangelogEntry(this, p.arch))
	log, err := os.ReadFile(filepath.Join(p.dir, render.ChangelogFile))
	if err != nil && !os.IsNotExist(err) {
		diags.Errorf(diag.UnreadableIO, diag.Range{File: render.ChangelogFile}, "the changelog cannot be read", "%v", err)
		return p.check(name, "", diags)
	}
	log = render.WithEntry(log, this, p.arch)
	top := p.repo.Dir()
	files := []file{{inRepo(top, at.File), hclschema.ApplyEdits(src, []hclschema.Edit{edit})}, {inRepo(top, render.ChangelogFile), log}}
	who := signature(p.opts.By.Name, p.opts.By.Email, p.opts.Now)
	if err := p.draft.write(files, fmt.Sprintf("release: %s %s\n\n%s", p.arch.Info.Name, p.Version, p.Entry), who); err != nil {
		diags.Errorf(diag.NotCommitted, diag.Range{}, "the commit cannot be made", "%v", err)
		return p.check(name, "", diags)
	}
	p.Commit = p.draft.commit.String()
	for _, f := range files {
		p.Changed = append(p.Changed, f.path)
	}
	return p.check(name, "", diags)
}

// render makes the bundle, and the tag that names its digest.
func (p *preparation) render(res *hclschema.Result) {
	const name = "The documents can be made"
	ro := p.opts.Render
	ro.Commit, ro.Since, ro.Releases, ro.Signoffs = p.Commit[:12], p.since, p.releases, p.status
	var diags diag.List
	var err error
	if ro.CRMs, err = p.opts.CRMs(res); err != nil {
		diags.Errorf(diag.ProviderError, diag.Range{}, "the configuration of a CRM cannot be told", "%v", err)
		p.check(name, "", diags)
		return
	}
	set, more := render.Compose(p.arch, ro)
	diags.Add(more...)
	if diags.HasErrors() {
		p.check(name, "", diags)
		return
	}
	docs, more := set.Files(p.opts.Formats)
	diags.Add(more...)
	docs = append(docs, set.Index(docs))
	var files []file
	for _, d := range docs {
		files = append(files, file{d.File(), d.Data})
	}
	pages, more := site.Build(set, site.Options{})
	diags.Add(more...)
	for _, f := range pages {
		files = append(files, file{path.Join("site", f.Path), f.Data})
	}
	data, err := zipped(Manifest{FormatVersion: "1.0", Name: p.arch.Info.Name, Title: schema.Title(p.arch.Info), Version: p.Version, Previous: p.Previous,
		Commit: p.Commit, Digest: p.arch.Digest(), ToolVersion: p.opts.ToolVersion, Signed: p.status.Approvers()}, files)
	sum := sha256.Sum256(data)
	p.bundle, p.Digest = data, hex.EncodeToString(sum[:])
	p.Bundle = filepath.Join(p.opts.Bundle, fmt.Sprintf("%s-%s.zip", p.arch.Info.Name, p.Version))
	if err == nil {
		err = p.draft.annotate(p.Tag, fmt.Sprintf("%s %s\n\n%s\nBundle: %s\nSHA-256: %s\n", schema.Title(p.arch.Info), p.Version, p.Entry, filepath.Base(p.Bundle), p.Digest),
			signature(p.opts.By.Name, p.opts.By.Email, p.opts.Now))
	}
	if err != nil {
		diags.Errorf(diag.NotCommitted, diag.Range{}, "the release cannot be put together", "%v", err)
	}
	for _, f := range files {
		p.Files = append(p.Files, f.path)
	}
	p.check(name, count(len(files), "file"), diags)
}

// Publish writes the release: commit, tag, work tree and bundle. When it fails nothing of it is left.
func (r *Release) Publish() error {
	if !r.Ready() || r.bundle == nil {
		return fmt.Errorf("version %s is not ready to be released", r.Version)
	}
	if _, err := os.Stat(r.Bundle); err == nil {
		return fmt.Errorf("%s exists; move it away or choose another directory", r.Bundle)
	}
	return r.draft.publish(r.Tag, func() error { return replaceFile(r.Bundle, r.bundle) })
}

func count(n int, word string) string {
	if n != 1 {
		word += "s"
	}
	return fmt.Sprintf("%d %s", n, word)
}
