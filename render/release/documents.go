package release

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"time"

	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/render/site"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

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
	if err := p.draft.write(files, fmt.Sprintf("release: %s %s\n\n%s", p.arch.Info.Name, p.Version, p.Entry), p.opts.By, p.opts.Now); err != nil {
		diags.Errorf(diag.NotCommitted, diag.Range{}, "the commit cannot be made", "%v.", err)
		return p.check(name, "", diags)
	}
	p.Commit, p.CommitSigned = p.draft.commit, p.draft.commitSigned
	for _, f := range files {
		p.Changed = append(p.Changed, f.path)
	}
	return p.check(name, "", diags)
}

// render makes the documents and their bundle.
func (p *preparation) render(res *hclschema.Result) bool {
	const name = "The documents can be made"
	files, diags := p.documents(res)
	if diags.HasErrors() {
		return p.check(name, "", diags)
	}
	data, err := zipped(Manifest{FormatVersion: manifestVersion, Name: p.arch.Info.Name, Title: schema.Title(p.arch.Info), Version: p.Version, Previous: p.Previous,
		Commit: p.Commit, Digest: p.arch.Digest(), ToolVersion: p.opts.ToolVersion, Signed: p.status.Approvers()}, files)
	if err != nil {
		diags.Errorf(diag.BadBundle, diag.Range{}, "the bundle cannot be put together", "%v.", err)
		return p.check(name, "", diags)
	}
	sum := sha256.Sum256(data)
	p.bundle, p.Digest = data, hex.EncodeToString(sum[:])
	p.Bundle = filepath.Join(p.opts.Bundle, fmt.Sprintf("%s-%s.zip", p.arch.Info.Name, p.Version))
	for _, f := range files {
		p.Files = append(p.Files, f.path)
	}
	return p.check(name, diag.Count(len(files), "file"), diags)
}

// documents are the files of the bundle without its manifest.
func (p *preparation) documents(res *hclschema.Result) (files []file, diags diag.List) {
	ro := p.opts.Render
	ro.Commit, ro.Since, ro.Releases, ro.Signoffs = p.Commit[:12], p.since, p.releases, p.status
	var err error
	if ro.CRMs, err = p.opts.CRMs(res); err != nil {
		diags.Errorf(diag.ProviderError, diag.Range{}, "the configuration of a CRM cannot be told", "%v", err)
		return nil, diags
	}
	set, diags := render.Compose(p.arch, ro)
	if diags.HasErrors() {
		return nil, diags
	}
	docs, more := set.Files(p.opts.Formats)
	diags.Add(more...)
	for _, d := range append(docs, set.Index(docs)) {
		files = append(files, file{d.File(), d.Data})
	}
	pages, more := site.Build(set, site.Options{})
	diags.Add(more...)
	for _, f := range pages {
		files = append(files, file{path.Join("site", f.Path), f.Data})
	}
	return files, diags
}

// annotate makes the tag, which names the bundle's digest.
func (p *preparation) annotate() {
	const name = "The tag can be made"
	var diags diag.List
	message := fmt.Sprintf("%s %s\n\n%s\nBundle: %s\n%s%s\nStagecraft: %s\n", schema.Title(p.arch.Info), p.Version, p.Entry, filepath.Base(p.Bundle), digestLine, p.Digest, p.opts.ToolVersion)
	if err := p.draft.annotate(p.Tag, message, p.opts.By, p.opts.Now); err != nil {
		diags.Errorf(diag.NotCommitted, diag.Range{}, "the tag cannot be made", "%v.", err)
		p.check(name, "", diags)
	}
	p.TagSigned = p.draft.tagSigned
}

// inRepo is the path of a file of the architecture from the top of the repository.
func inRepo(dir, name string) string { return path.Join(dir, filepath.ToSlash(name)) }
