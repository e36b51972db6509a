package accept

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

// world is an architecture with the plan that it makes, against the CRMs as they were read.
type world struct {
	changed map[string][]byte // contents that are not those on disk
	res     *hclschema.Result
	plan    *planner.Plan
	changes map[place]*planner.Change
	// compiled are the resources of each target.
	compiled map[string][]*providers.Resource
	note     string
}

type place struct{ target, address string }

// look loads and plans the files with some of them changed.
func (e *editor) look(changed map[string][]byte) (*world, string) {
	res := e.opts.Load(changed)
	if err := res.Diags.Err(); err != nil {
		return nil, "the files would not be valid: " + firstLine(err.Error())
	}
	w := &world{changed: changed, res: res, changes: map[place]*planner.Change{}, compiled: map[string][]*providers.Resource{}}
	plan, diags := planner.Build(e.ctx, planner.BuildOptions{Arch: res.Architecture, Environment: e.opts.Drift.Environment, CRMs: e.crms, State: e.opts.Drift.State})
	if err := diags.Err(); err != nil && (e.world == nil || !reflect.DeepEqual(errorsOf(diags), errorsOf(e.world.plan.Findings))) {
		return nil, "it could not be planned: " + firstLine(err.Error())
	}
	w.plan = plan
	for _, c := range plan.Changes {
		w.changes[place{c.Target, c.Address}] = c
	}
	for i, c := range planner.LookAt(e.crms) {
		compiled, _ := e.crms[i].Provider.Compile(res.Architecture, e.crms[i].Target)
		if compiled != nil {
			w.compiled[c.Name()] = compiled.Resources
		}
	}
	return w, ""
}

func errorsOf(l diag.List) (out []string) {
	for _, d := range l {
		if d.Severity == diag.Error {
			out = append(out, d.Summary)
		}
	}
	return out
}

func firstLine(s string) string { s, _, _ = strings.Cut(s, "\n"); return s }

// try is a set of edits that may say what happened.
type try struct {
	edits []hclschema.Edit
	err   error // why there are none
}

// prove carries a try out in memory. The plan must not do anything about the unit's drift any more, or about less of it, and
// do the same as before about everything else.
func (e *editor) prove(t try, u unit) (*world, string) {
	if t.err != nil {
		return nil, t.err.Error()
	}
	changed := maps.Clone(e.world.changed)
	if changed == nil {
		changed = map[string][]byte{}
	}
	byFile := map[string][]hclschema.Edit{}
	for _, x := range t.edits {
		if strings.HasPrefix(x.File, "../") || strings.HasPrefix(x.File, ".stagecraft/") {
			return nil, fmt.Sprintf("%s belongs to another directory or repository", x.File)
		}
		byFile[x.File] = append(byFile[x.File], x)
	}
	if len(byFile) == 0 {
		return nil, "there is nothing to edit"
	}
	for file, edits := range byFile {
		before := e.world.res.Sources[file]
		changed[file] = hclschema.ApplyEdits(before, edits)
	}
	next, why := e.look(changed)
	if why != "" {
		return nil, why
	}
	follow, why := e.differs(next, u)
	if why != "" {
		return nil, why
	}
	if len(follow) > 0 {
		next.note = fmt.Sprintf("What is made of it follows with the next apply: %s.", strings.Join(follow, ", "))
	}
	return next, ""
}

// differs says what a plan does beside ending the drift of a unit; why is "" when it is exactly that. The words that people see
// of a thing may stand in others that are made of the architecture, and some only write down what it says; those follow, and are no objection.
func (e *editor) differs(next *world, u unit) (follow []string, why string) {
	ours := map[place]bool{}
	strange := map[[2]string]bool{} // type and key
	for _, o := range u.objects {
		ours[place{o.Target, o.Address}] = true
		if o.Kind == planner.DriftUnmanaged {
			strange[[2]string{o.Type, o.Key}] = true
		}
	}
	progress := false
	all := maps.Clone(e.world.changes)
	maps.Copy(all, next.changes)
	var also []string
	for _, at := range slices.SortedFunc(maps.Keys(all), func(x, y place) int { return strings.Compare(x.target+x.address, y.target+y.address) }) {
		before, after := e.world.changes[at], next.changes[at]
		switch {
		case ours[at], u.order && u.sibling(before), u.order && u.sibling(after):
			was, now := touched(before), touched(after)
			if slices.ContainsFunc(now, func(p string) bool { return !slices.Contains(was, p) }) {
				return nil, fmt.Sprintf("%s would change otherwise", at.address)
			}
			progress = progress || len(now) < len(was)
		case same(before, after):
		case after != nil && after.Action == planner.Adopt && !after.Touches() && u.covers(after):
			progress = progress || strange[[2]string{after.Type, after.Key}]
		case after != nil && after.Documents && after.Action != planner.Delete, before == nil && u.repeats(after):
			follow = append(follow, at.address)
		default:
			also = append(also, at.address)
		}
	}
	for _, o := range next.plan.Unmanaged {
		if !slices.Contains(e.world.plan.Unmanaged, o) {
			return nil, fmt.Sprintf("%s.%s would not be declared any more", o.Type, o.Key)
		}
	}
	switch {
	case len(also) > 0:
		return nil, "it would change more: " + strings.Join(also[:min(3, len(also))], ", ")
	case !progress:
		return nil, "the plan would be the same"
	}
	return follow, ""
}

// repeats tells whether a change does nothing but put the words that are live in the place of those that were applied.
func (u unit) repeats(c *planner.Change) bool {
	if c.Action != planner.Update && c.Action != planner.Move || len(c.Diffs) == 0 {
		return false
	}
	for _, d := range c.Diffs {
		was, is := text(d.Before), text(d.After)
		if !slices.ContainsFunc(u.objects, func(o planner.DriftedObject) bool {
			return slices.ContainsFunc(o.Diffs, func(x planner.AttrDiff) bool {
				before, _ := x.Before.(string)
				after, _ := x.After.(string)
				return before != "" && after != "" && strings.ReplaceAll(was, inText(before), inText(after)) == is
			})
		}) {
			return false
		}
	}
	return true
}

// text is a value as JSON, inText a text as it stands in one.
func text(v any) string {
	b, _ := json.Marshal(v) // what was read as JSON
	return string(b)
}

func inText(s string) string { return strings.Trim(text(s), `"`) }

// covers tells whether a change is about what nobody declared, or what is inside of it.
func (u unit) covers(c *planner.Change) bool {
	return slices.ContainsFunc(u.objects, func(o planner.DriftedObject) bool {
		return o.Kind == planner.DriftUnmanaged && o.Target == c.Target && (o.Type == c.Type && o.Key == c.Key || strings.HasPrefix(c.Key, o.Key+"/"))
	})
}

// sibling tells whether a change is about one of those that somebody brought into another order.
func (u unit) sibling(c *planner.Change) bool {
	return c != nil && c.Target == u.target && c.Type == u.objects[0].Type && parentOf(c.Key) == u.parent
}

// touched lists the attributes that a change writes to the CRM.
func touched(c *planner.Change) (out []string) {
	if c == nil || !c.Touches() {
		return nil
	}
	if c.Diffs == nil {
		return []string{string(c.Action)}
	}
	for _, d := range c.Diffs {
		out = append(out, d.Path)
	}
	return out
}

// same tells whether two changes do the same.
func same(x, y *planner.Change) bool {
	if x == nil || y == nil {
		return x == y
	}
	return x.Action == y.Action && x.Key == y.Key && x.OldKey == y.OldKey && x.ID == y.ID && reflect.DeepEqual(x.After, y.After) && reflect.DeepEqual(x.Diffs, y.Diffs)
}

// left are the differences of a unit that the plan still puts back.
func (e *editor) left(u unit) (out []planner.AttrDiff) {
	for _, o := range u.objects {
		now := touched(e.world.changes[place{o.Target, o.Address}])
		for _, d := range o.Diffs {
			if slices.ContainsFunc(now, func(p string) bool {
				return p == d.Path || strings.HasPrefix(p, d.Path) || strings.HasPrefix(d.Path, p)
			}) {
				out = append(out, d)
			}
		}
	}
	return out
}
