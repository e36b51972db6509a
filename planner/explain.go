package planner

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// explain gives a change its reason, source and first risk. Impact may raise the risk.
func (c *Change) explain() {
	w := c.w
	c.Risk = Low
	if w.want != nil && !w.want.Source.IsZero() {
		c.Source = &w.want.Source
	}
	declared := "declared" + at(c.Source)
	switch c.Action {
	case Create:
		c.Reason = declared
		if c.Drift {
			c.Reason = "deleted in the CRM since the last apply; " + declared
			c.raise(Medium, "somebody deleted it in the CRM")
		}
		if c.Golden {
			c.raise(Medium, "belongs to a golden stage")
		}
		return
	case Delete:
		c.removed(w)
	case Forget:
		c.forgotten(w)
		return
	case Adopt:
		c.Reason = "exists already; " + declared
		if w.imported != nil {
			c.Reason = "imported" + at(place(w.imported.Range))
		} else if w.base != nil {
			c.Reason = "was replaced by another object of the same name in the CRM; " + declared
		}
		if len(c.Diffs) > 0 {
			c.raise(Medium, "changes a live object that was not ours")
		}
	case Move, Update, Replace:
		c.altered(w, declared)
	}
	if c.Conflict {
		c.raise(Medium, "changed in the CRM and in the files since the last apply; the files win")
	}
	if c.altersGolden() {
		c.raise(High, "belongs to a golden stage")
	}
}

func (c *Change) removed(w *work) {
	c.raise(Medium, "a live object is deleted")
	switch {
	case w.pruned:
		c.Reason = "unmanaged, and pruning was asked for"
		c.raise(High, "it was not made by stagecraft")
	case w.retired != nil:
		c.Source = place(w.retired.Range)
		c.Reason = "retired" + at(c.Source)
		if w.retired.Reason != "" {
			c.Reason += ": " + w.retired.Reason
		}
	default:
		c.Reason = "no longer declared"
		if _, ok := orphanOf(w.part); ok {
			c.Reason = "left behind when it was replaced"
		}
	}
	if !w.typ.CanDelete {
		c.Reason += "; the CRM cannot delete it: " + w.typ.DeleteNote
	}
}

func (c *Change) forgotten(w *work) {
	switch {
	case w.live == nil:
		c.Reason = "gone from the CRM and no longer declared"
	case w.live.BuiltIn:
		c.Reason = "no longer declared; it belongs to the CRM itself and stays"
	case w.crm.ignores(w.typ.Name, c.Key):
		c.Reason = "no longer declared; an ignore pattern covers it and it stays"
	default:
		c.Reason = "no longer declared; the CRM has no way to delete it, and it stays"
	}
}

func (c *Change) altered(w *work, declared string) {
	var why []string
	if w.baseAddr != w.addr {
		_, origin, part := providers.SplitAddress(w.baseAddr)
		from := string(origin)
		if part != "" {
			from += "#" + part
		}
		where := ""
		if w.moved != nil {
			where = at(place(w.moved.Range))
		}
		why = append(why, "moved from "+from+where)
	}
	drifted, intended := false, false
	for _, d := range c.Diffs {
		drifted = drifted || d.Drift
		intended = intended || !d.Drift || d.Conflict
	}
	if drifted {
		why = append(why, "changed in the CRM since the last apply")
	}
	if c.Follows && c.Action == Update && len(why) == 0 {
		why = append(why, "refers to what is renamed")
	}
	if intended && !c.Follows && c.Action != Move || len(why) == 0 {
		why = append(why, declared)
	}
	c.Reason = strings.Join(why, "; ")
	if c.OldKey != "" && !c.Follows {
		c.raise(Medium, fmt.Sprintf("renamed from %s", c.OldKey))
	}
	if c.Action == Replace {
		for _, d := range c.Diffs {
			if d.Replaces {
				c.raise(High, d.Path+" cannot be changed on a live object, so it is deleted and made again")
				break
			}
		}
	}
}

func at(r *diag.Range) string {
	if r == nil {
		return ""
	}
	return fmt.Sprintf(" in %s:%d", r.File, r.Start.Line)
}

func place(r diag.Range) *diag.Range {
	if r.IsZero() {
		return nil
	}
	return &r
}

var weight = map[Risk]int{Low: 0, Medium: 1, High: 2}

func (c *Change) raise(r Risk, why string) {
	if weight[r] > weight[c.Risk] {
		c.Risk = r
	}
	c.Why = append(c.Why, why)
}

// goldenCreate tells whether a new resource alters a golden stage that was applied before. While no architecture was applied as a
// whole, what a first apply left undone does not.
func (b *build) goldenCreate(w *work) bool {
	if !w.want.Golden {
		return false
	}
	if w.base != nil {
		return true
	}
	if b.State == nil || b.State.Architecture.Digest == "" {
		return false
	}
	if w.crm.golden == nil {
		w.crm.golden = map[schema.Address]bool{}
		for _, o := range w.crm.works {
			if o.base != nil && o.base.Golden {
				w.crm.golden[o.origin] = true
			}
		}
	}
	for g := range w.crm.golden {
		if w.origin.Within(g) {
			return true
		}
	}
	return false
}

func orphanOf(part string) (string, bool) { return strings.CutSuffix(part, replacedPart) }
