package diff

import (
	"fmt"
	"slices"

	"github.com/Masterminds/semver/v3"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// Record is a change record, in words.
type Record struct {
	Address   schema.Address `json:"address"`
	Title     string         `json:"title"`
	Why       string         `json:"why"`
	Metric    string         `json:"metric,omitempty"` // title of the metric
	Expect    string         `json:"expect,omitempty"`
	DecidedBy []string       `json:"decided_by,omitempty"` // titles of the roles
	Version   string         `json:"version,omitempty"`
}

// records finds the change records that belong to the difference and the changes that each covers. A record belongs
// to it when its version is after the older version and not after the newer one; one without
// a version, when the older architecture does not have it as it is.
func (c *comparer) records() {
	for _, r := range c.new.a.Changes {
		if !c.belongs(r) {
			continue
		}
		rec := Record{Address: r.Address, Title: r.Title, Why: r.Why, Expect: r.Expect, Version: r.Version}
		if r.Metric != "" {
			rec.Metric = c.new.w.ref(r.Metric)
		}
		for _, by := range r.DecidedBy {
			rec.DecidedBy = append(rec.DecidedBy, c.new.w.ref(by))
		}
		c.out.Records = append(c.out.Records, rec)
		for _, about := range r.Changes {
			if !c.cover(r.Address, declared(about)) {
				c.out.Notes = append(c.out.Notes, Note{Kind: NothingCovered, To: about,
					Text: fmt.Sprintf("The change record “%s” names %s, which has not changed.", r.Title, about.Written())})
			}
		}
	}
}

func (c *comparer) belongs(r *schema.ChangeRecord) bool {
	v, err := semver.StrictNewVersion(r.Version)
	if err != nil {
		old := schema.Find[schema.ChangeRecord](c.old.a, r.Address)
		return old == nil || schema.Digest(old) != schema.Digest(r)
	}
	from, ferr := semver.StrictNewVersion(c.out.FromVersion)
	to, terr := semver.StrictNewVersion(c.out.ToVersion)
	return (ferr != nil || v.GreaterThan(from)) && (terr != nil || !v.GreaterThan(to) || to.Equal(from))
}

// cover marks the changes of a block and of what is in it, and tells whether there are any.
func (c *comparer) cover(record, about schema.Address) bool {
	found := false
	for i := range c.out.Changes {
		ch := &c.out.Changes[i]
		if ch.Address.Within(about) || ch.From != "" && ch.From.Within(about) || ch.Kind == Added && about.Within(ch.Address) {
			found = true
			if !slices.Contains(ch.Records, record) {
				ch.Records = append(ch.Records, record)
			}
		}
	}
	return found
}

// declared is the address of a block for a reference that may be written in the short form of a threshold.
func declared(ref schema.Address) schema.Address {
	if module, kind, labels := ref.Split(); kind == "scoring" && len(labels) == 2 {
		return schema.NewAddress(module, kind, labels[0], "threshold", labels[1])
	}
	return ref
}

// Recorded tells whether a change has a change record, or needs none because it is one of words alone.
func (c Change) Recorded() bool { return len(c.Records) > 0 || c.Part == Patch }

// Unrecorded lists the changes that lack a change record.
func (d *Diff) Unrecorded() []Change {
	var out []Change
	for _, ch := range d.Changes {
		if !ch.Recorded() {
			out = append(out, ch)
		}
	}
	return out
}
