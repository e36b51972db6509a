package release

import (
	"fmt"
	"strings"

	"github.com/Masterminds/semver/v3"

	"github.com/stagecraft-dev/stagecraft/render"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/history"
)

// digestLine begins the line of a tag's message that names the digest of the bundle.
const digestLine = "SHA-256: "

// BundleDigest is the SHA-256, in hex, that the message of a release's tag names; "" when it names none.
func BundleDigest(message string) string {
	out := ""
	for line := range strings.Lines(message) {
		if sum, ok := strings.CutPrefix(line, digestLine); ok {
			out = strings.TrimSpace(sum) // the last one; those before are words of the changelog
		}
	}
	return out
}

// rebuild makes the bundle of the release that is checked out.
func (p *preparation) rebuild() {
	const tree = "Everything is committed"
	diags, err := p.uncommitted(runner{top: p.repo.Top()})
	if err != nil {
		diags.Errorf(diag.NotCommitted, diag.Range{}, "the state of the repository cannot be told", "%v.", err)
	}
	if !p.check(tree, "", diags) {
		return
	}
	res := p.load()
	if res == nil || !p.checkCommitted() {
		return
	}
	p.Version = p.arch.Info.Version
	p.Tag = p.repo.TagName(p.Version)
	this, ok := p.checkTag()
	if !ok || !p.council(res) {
		return
	}
	p.Entry = string(render.ChangelogEntry(p.releases[len(p.releases)-1], p.arch))
	if !p.render(res) {
		return
	}
	const same = "The bundle is the one that the tag names"
	diags = nil
	if want := BundleDigest(this.Message); want != p.Digest {
		diags.Errorf(diag.BadBundle, diag.Range{}, fmt.Sprintf("the bundle would have another SHA-256 than the tag %s names", p.Tag),
			"It is %s and should be %s. Use the version of stagecraft that the tag names, and the same --paper, --theme, --env and values:\n%s", p.Digest, want, tail(this.Message))
	}
	p.check(same, "", diags)
}

// checkTag finds the release that is checked out, and what it changed.
func (p *preparation) checkTag() (this history.Past, ok bool) {
	const name = "The tag is checked out"
	past, diags, ok := p.past(name)
	if !ok {
		return this, false
	}
	head, err := p.repo.Resolve("HEAD")
	if err != nil {
		diags.Errorf(diag.NotCommitted, diag.Range{}, "the commit cannot be told", "%v", err)
		return this, p.check(name, "", diags)
	}
	for _, r := range past {
		if r.Version == p.Version && r.Hash == head.Hash {
			this = r
		}
	}
	if this.Tag == "" {
		diags.Errorf(diag.VersionUnfit, diag.Range{}, fmt.Sprintf("commit %s is not the release of version %s", head.Short, p.Version),
			"Check the tag out beside your work: git worktree add --detach ../release %s", p.Tag)
		return this, p.check(name, "", diags)
	}
	p.Commit = head.Hash
	p.compare(past)
	p.releases = append(p.releases, render.Release{Version: p.Version, Date: this.When.Format("2006-01-02"), Changes: p.Changes})
	return this, p.check(name, p.Tag, diags)
}

// Named finds the SHA-256 that the tag of a version names in the repository of a directory.
func Named(dir, version string) (tag, digest string, err error) {
	repo, err := history.Open(dir)
	if err != nil {
		return "", "", err
	}
	if _, err := semver.StrictNewVersion(version); err != nil {
		return "", "", fmt.Errorf("%q is no semantic version", version)
	}
	releases, err := repo.Releases()
	if err != nil {
		return "", "", err
	}
	for _, r := range releases {
		if r.Version == version {
			return r.Tag, BundleDigest(r.Message), nil
		}
	}
	return "", "", fmt.Errorf("there is no tag %s; fetch the tags: git fetch --tags", repo.TagName(version))
}

// tail is the last paragraph of a tag's message, without its signature.
func tail(message string) string {
	message, _, _ = strings.Cut(message, "-----BEGIN ")
	message = strings.TrimSpace(message)
	return message[strings.LastIndex(message, "\n\n")+1:]
}
