package history

import (
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/Masterminds/semver/v3"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// NotLoaded is the error for an architecture that has errors at a revision, or is incomplete there. File names in its diagnostics
// and sources have the revision in front, as in v1.0.0:stages.hcl.
type NotLoaded struct {
	At      Revision
	Diags   diag.List
	Sources map[string][]byte
	// Incomplete is that of the result: Diags are warnings then.
	Incomplete bool
}

func (e *NotLoaded) Error() string {
	if e.Incomplete {
		return fmt.Sprintf("the architecture at %s is incomplete", e.At.Name)
	}
	return fmt.Sprintf("the architecture at %s does not load: %v", e.At.Name, e.Diags.Err())
}

// Architecture is Load for an architecture that has to be complete and without errors: otherwise the error is a *NotLoaded.
func (r *Repo) Architecture(rev string, opts hclschema.Options) (*schema.Architecture, Revision, error) {
	res, at, err := r.Load(rev, opts)
	if err != nil {
		return nil, at, err
	}
	if !res.Diags.HasErrors() && !res.Incomplete {
		return res.Architecture, at, nil
	}
	e := &NotLoaded{At: at, Sources: map[string][]byte{}, Incomplete: !res.Diags.HasErrors()}
	for _, d := range res.Diags {
		if !d.Subject.IsZero() {
			d.Subject.File = rev + ":" + d.Subject.File
		}
		e.Diags.Add(d)
	}
	for name, src := range res.Sources {
		e.Sources[rev+":"+name] = src
	}
	return nil, at, e
}

// Past is a released version with what it was.
type Past struct {
	Release
	Architecture *schema.Architecture
	// Changes are what it changed from the version that it follows (Follows); nil for the first.
	Changes *diff.Diff
}

// Past reads all releases, newest version first, each compared with the one that it follows. A release that does not
// load any more is left out and reported by a warning; so is a shallow clone, where older ones may be missing.
func (r *Repo) Past(opts hclschema.Options) ([]Past, diag.List, error) {
	releases, err := r.Releases()
	if err != nil {
		return nil, nil, err
	}
	loaded := make([]*schema.Architecture, len(releases))
	errs := make([]error, len(releases))
	var wg sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i := range releases {
		wg.Go(func() {
			free <- struct{}{}
			defer func() { <-free }()
			loaded[i], _, errs[i] = r.Architecture(releases[i].Tag, opts)
		})
	}
	wg.Wait()
	var out []Past
	var diags diag.List
	r.mu.Lock()
	shallow := r.shallow()
	r.mu.Unlock()
	if shallow {
		diags.Warnf(diag.Revision, diag.Range{}, "This clone is shallow: older releases may be missing",
			"Fetch the whole history and the tags: git fetch --unshallow --tags.")
	}
	for i, rel := range releases {
		var broken *NotLoaded
		switch {
		case errors.As(errs[i], &broken):
			diags.Warnf(diag.Revision, diag.Range{}, fmt.Sprintf("Version %s is left out: its architecture does not load", rel.Version),
				"Its tag is %s. %s", rel.Tag, firstError(broken.Diags))
		case errs[i] != nil:
			return nil, nil, errs[i]
		default:
			out = append(out, Past{Release: rel, Architecture: loaded[i]})
		}
	}
	for i := range out {
		for _, before := range out[i+1:] {
			if Follows(out[i].Version, before.Version) {
				out[i].Changes = diff.Compare(before.Architecture, out[i].Architecture)
				break
			}
		}
	}
	return out, diags, nil
}

// Follows tells whether a version can be compared with an earlier one. A candidate such as 2.0.0-rc.2 follows whatever was released before
// it; a version proper follows only versions proper, so that it tells all that its candidates brought.
func Follows(version, before string) bool {
	v, err := semver.StrictNewVersion(version)
	b, berr := semver.StrictNewVersion(before)
	return err == nil && berr == nil && b.LessThan(v) && (v.Prerelease() != "" || b.Prerelease() == "")
}

func firstError(ds diag.List) string {
	for _, d := range ds {
		if d.Severity == diag.Error {
			return d.Subject.String() + ": " + d.Summary + "."
		}
	}
	if len(ds) > 0 { // incomplete
		return ds[0].Summary + "."
	}
	return ""
}
