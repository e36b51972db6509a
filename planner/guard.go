package planner

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// Names of the guards, and the flag that allows each.
const (
	GuardDeletes = "deletes"
	GuardChanges = "changes"
	GuardGolden  = "golden"
)

// DefaultGuard has the limits that hold when an environment has no guard block.
func DefaultGuard() *schema.Guard {
	g := &schema.Guard{}
	v := reflect.ValueOf(g).Elem()
	for _, a := range schema.DefOf(v.Type(), "guard").Attrs {
		f := v.FieldByIndex(a.Index)
		switch f.Kind() {
		case reflect.Float64:
			x, _ := strconv.ParseFloat(a.Default, 64) // none is 0
			f.SetFloat(x)
		case reflect.Bool:
			f.SetBool(a.Default == "true")
		}
	}
	return g
}

// guard compares the plan with the limits. Creating, forgetting and recording never trip one.
func (b *build) guard() {
	g := b.Guard
	if g == nil {
		g = DefaultGuard()
	}
	for _, c := range b.crms {
		live := 0
		for _, w := range c.works {
			if w.live != nil {
				live++
			}
		}
		c.section.Live = live
		var deletes, changes int
		var golden []string
		for _, ch := range b.plan.Changes {
			if ch.Target != c.name || !ch.Touches() {
				continue
			}
			switch ch.Action {
			case Delete, Replace:
				deletes++
			case Update, Adopt, Move:
				changes++
			}
			if ch.altersGolden() {
				label := ch.Label
				if label == "" {
					label = ch.Address
				}
				golden = append(golden, label)
			}
		}
		b.share(c, GuardDeletes, "deletes", deletes, live, g.DeletePercent, g.MinimumSize)
		if limit := g.MaxDeletes; limit > 0 && float64(deletes) > limit {
			b.trip(Tripped{Name: GuardDeletes, Target: c.name, Limit: limit, Actual: float64(deletes), Unit: "objects",
				What: fmt.Sprintf("The plan deletes %d objects of %s; at most %g may be deleted at once.", deletes, c.info.Title, limit)})
		}
		b.share(c, GuardChanges, "changes", changes, live, g.ChangePercent, g.MinimumSize)
		if g.Golden && len(golden) > 0 {
			b.trip(Tripped{Name: GuardGolden, Target: c.name, Limit: 0, Actual: float64(len(golden)), Unit: "objects",
				What: fmt.Sprintf("The plan changes golden stages in %s: %s.", c.info.Title, firstOf(golden, 3))})
		}
	}
}

// altersGolden tells whether a change alters what a golden stage means. One that only follows a
// rename does not, nor does another number for the same things in their order.
func (c *Change) altersGolden() bool { return c.Golden && c.Touches() && !c.Follows && !c.renumbers() }

// renumbers tells whether a change does nothing but give other ordinal numbers.
func (c *Change) renumbers() bool {
	if c.Action != Update || len(c.Diffs) == 0 {
		return false
	}
	for _, d := range c.Diffs {
		if a := c.w.typ.Attribute(d.Path); a == nil || !a.Ordinal {
			return false
		}
	}
	return true
}

// firstOf lists the first few of many: "a, b, c and 4 more".
func firstOf(list []string, n int) string {
	if len(list) <= n {
		return strings.Join(list, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(list[:n], ", "), len(list)-n)
}

func (b *build) share(c *crm, name, verb string, n, live int, limit, minimum float64) {
	if live == 0 || float64(live) < minimum {
		return
	}
	if percent := float64(n) * 100 / float64(live); percent > limit {
		b.trip(Tripped{Name: name, Target: c.name, Limit: limit, Actual: percent, Unit: "percent",
			What: fmt.Sprintf("The plan %s %d of the %d live objects of %s (%.0f%%); the limit is %g%%.", verb, n, live, c.info.Title, percent, limit)})
	}
}

func (b *build) trip(t Tripped) {
	t.Flag = "--allow-" + t.Name
	b.plan.Guards = append(b.plan.Guards, t)
}
