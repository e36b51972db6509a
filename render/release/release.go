// Package release makes a released version of an architecture: it checks that the version may be released, and writes
// the version, the changelog, the commit, an annotated tag and the bundle of rendered documents.
//
// Everything is made aside first. Publish then writes it, and undoes what it wrote when a step fails. Git itself writes the
// commit, the tag and the files, as it is configured: line ends, filters, sparse checkouts, signatures (commit.gpgSign, tag.gpgSign).
// Its hooks for commits are not run; that for references is.
//
// The bundle is a zip file of all documents with a manifest of their digests. It is not part of
// the commit: the documents name the commit that they were made from. The tag names the bundle's
// digest, and Rebuild makes the same bundle from the tag again with the same tool.
package release

import (
	"fmt"
	"os"
	"time"

	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
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
	// Signoffs tells who has signed what of an architecture, and what is wrong with the records and keys; Sources gets their files.
	Signoffs func(*hclschema.Result) (*signoff.Status, diag.List, map[string][]byte)
	// CRMs compiles an architecture for the systems that it is for.
	CRMs func(*hclschema.Result) ([]render.CRM, error)
	// Render holds the theme and paper of the documents; the rest of it is filled in here.
	Render  render.Options
	Formats []string
	// Bundle is the directory that the bundle is written to.
	Bundle string
	// DryRun: it is not going to be published, so nothing is signed.
	DryRun bool
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
	Version  string `json:"version"`
	Previous string `json:"previous,omitempty"`
	Tag      string `json:"tag"`
	Commit   string `json:"commit,omitempty"`
	// CommitSigned and TagSigned tell what git's configuration had signed.
	CommitSigned bool       `json:"commit_signed"`
	TagSigned    bool       `json:"tag_signed"`
	Checks       []Check    `json:"checks"`
	Changes      *diff.Diff `json:"changes,omitempty"`
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

// Prepare checks whether a version of the architecture in a directory may be released and makes all of it aside.
// The error tells that there is no repository to release in; all else is in the checks. Close what was made.
func Prepare(dir string, opts Options) (*Release, error) {
	p, err := prepare(dir, opts)
	if err != nil {
		return nil, err
	}
	p.run()
	return p.Release, nil
}

// Rebuild makes the bundle of a release again, in a directory where its tag is checked out. Its checks tell what stands in the way: the
// commit is not that of the tag, or the bundle would not be the one that the tag names. Options.Version is not used.
func Rebuild(dir string, opts Options) (*Release, error) {
	p, err := prepare(dir, opts)
	if err != nil {
		return nil, err
	}
	p.rebuild()
	return p.Release, nil
}

func prepare(dir string, opts Options) (*preparation, error) {
	repo, err := history.Open(dir)
	if err != nil {
		return nil, err
	}
	r := &Release{Version: opts.Version, Tag: repo.TagName(opts.Version), Checks: []Check{}}
	return &preparation{Release: r, opts: opts, repo: repo, dir: dir}, nil
}

// Publish writes the release: commit, tag, work tree and bundle. When it fails nothing of it is left.
func (r *Release) Publish() error {
	if !r.Ready() || r.bundle == nil || r.draft == nil {
		return fmt.Errorf("version %s is not ready to be released", r.Version)
	}
	if err := r.bundleIsNew(); err != nil {
		return err
	}
	return carryOut(r.draft.steps(r.Tag, r.Bundle, r.bundle))
}

// WriteBundle writes the bundle alone.
func (r *Release) WriteBundle() error {
	if !r.Ready() || r.bundle == nil {
		return fmt.Errorf("the bundle of version %s is not ready", r.Version)
	}
	if err := r.bundleIsNew(); err != nil {
		return err
	}
	return replaceFile(r.Bundle, r.bundle)
}

func (r *Release) bundleIsNew() error {
	if _, err := os.Lstat(r.Bundle); err == nil {
		return fmt.Errorf("%s exists; move it away or choose another directory with --out", r.Bundle)
	}
	return nil
}

// Close removes what was made aside. What was published stays.
func (r *Release) Close() error { return r.draft.close() }

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
	res := p.load()
	if res == nil {
		return
	}
	if !p.checkCommitted() {
		return
	}
	p.checkScenarios()
	p.checkLint(res)
	p.checkHistory()
	p.checkSignoffs(res)
	if !p.Ready() {
		return
	}
	if p.write(res) && p.render(res) {
		p.annotate()
	}
}
