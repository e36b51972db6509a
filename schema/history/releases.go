package history

import (
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/Masterminds/semver/v3"
	"github.com/go-git/go-git/v5/plumbing"
)

// Release is a tag that is a version of the architecture.
type Release struct {
	Tag     string // "examples/b2b-saas/v1.2.0"
	Version string // "1.2.0"
	// Annotated tells whether the tag is an object of its own, with a date, an author and a message.
	Annotated bool
	Message   string
	// When it was tagged; for a tag without an object, when its commit was made.
	When time.Time
	Revision
}

// TagName is the name of the tag for a version. An architecture at the top of its repository has tags
// such as v1.2.0; one in a sub-directory has that path before them, as Go modules do: crm/v1.2.0.
func (r *Repo) TagName(version string) string { return r.tagPrefix() + "v" + version }

func (r *Repo) tagPrefix() string {
	if r.dir == "." {
		return ""
	}
	return r.dir + "/"
}

// Releases lists the tags that are versions of the architecture, newest version
// first. Tags of other things, and those that name no commit, are left out.
func (r *Repo) Releases() ([]Release, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	refs, err := r.git.Tags()
	if err != nil {
		return nil, unreadable(r.dir, err)
	}
	var out []Release
	by := map[string]*semver.Version{} // by tag
	err = refs.ForEach(func(ref *plumbing.Reference) error {
		tag := ref.Name().Short()
		text, ours := strings.CutPrefix(tag, r.TagName(""))
		v, err := semver.StrictNewVersion(text)
		if !ours || err != nil {
			return nil
		}
		rel := Release{Tag: tag, Version: text}
		hash := ref.Hash()
		if t, err := r.git.TagObject(hash); err == nil {
			c, err := t.Commit()
			if err != nil {
				return nil // of a tree or a file
			}
			rel.Annotated, rel.Message, rel.When, hash = true, strings.TrimSpace(t.Message), t.Tagger.When, c.Hash
		}
		c, err := r.git.CommitObject(hash)
		if err != nil {
			return nil
		}
		rel.Revision = revisionOf(tag, c)
		if !rel.Annotated {
			rel.When = c.Committer.When
		}
		by[tag] = v
		out = append(out, rel)
		return nil
	})
	if err != nil {
		return nil, unreadable(r.dir, err)
	}
	sort.Slice(out, func(i, j int) bool {
		if c := by[out[i].Tag].Compare(by[out[j].Tag]); c != 0 {
			return c > 0
		}
		return out[i].Tag > out[j].Tag // they differ in build metadata, which has no order
	})
	return out, nil
}

// NoReleases is the error for an architecture without a release tag.
func (r *Repo) NoReleases() error {
	detail := fmt.Sprintf("A release is a tag such as %s. When the server has some, fetch them: git fetch --tags.", r.TagName("1.0.0"))
	if r.dir != "." {
		detail += " Tags of an architecture in a sub-directory carry its path, so that several architectures can share a repository."
	}
	return problem("There is no release of this architecture yet", detail)
}
