package salesforce

import (
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// ruled finds the rules that criteria make: that a flow only goes forward, leaves no stage out, or needs a fact at a stage.
// Formulas say more than the language can be made of, so it goes the other way: a criterion that may have made a rule of its
// name is tried, and stays if it makes the rule that is live.
func (d *decompiler) ruled() {
	var tried []try
	for _, t := range d.a.Tracks() {
		flow := t.Flow
		if d.named("", "_Forward_Only") {
			flow.ForwardOnly = true
			tried = append(tried, try{t.Address, "forward_only", func() { flow.ForwardOnly = false }})
		}
		if d.named("", "_No_Skip") {
			flow.NoSkip = true
			tried = append(tried, try{t.Address, "no_skip", func() { flow.NoSkip = false }})
		}
		for _, s := range t.Stages {
			d.shorten(s)
			for _, f := range d.a.Fields {
				if fact := schema.FieldAddress(f.Object, f.Name); f.Object == t.Object && d.named(stageName(s)+"_Needs_", "_"+developerName(f.Name, maxName)) {
					s.Requires = append(s.Requires, fact)
					tried = append(tried, try{s.Address, "requires_" + f.Name, func() {
						s.Requires = slices.DeleteFunc(s.Requires, func(a schema.Address) bool { return a == fact })
					}})
				}
			}
		}
	}
	if tried == nil {
		return
	}
	d.a.Index() // complaints come once all is there
	c, _ := d.compiled()
	for _, x := range tried {
		made, exact := d.makes(c, x)
		if len(made) == 0 || !exact {
			x.undo()
			continue
		}
		for _, i := range made {
			d.tell(i)
		}
	}
}

// try is a criterion that may have made rules.
type try struct {
	origin schema.Address
	part   string
	undo   func()
}

// makes gives the live rules that a criterion makes, and tells whether all of them are live as it makes them.
func (d *decompiler) makes(c *providers.Compiled, x try) (made []item, exact bool) {
	exact = true
	for _, r := range c.Resources {
		if r.Type != typeValidation || r.Origin != x.origin || !strings.HasPrefix(r.Part, x.part) {
			continue
		}
		if i, ok := d.live.find(r.Type, r.Key); ok {
			made = append(made, i)
		}
		exact = exact && d.live.lacks(r) == ""
	}
	return made, exact
}

// named tells whether a rule has a name that begins and ends so. Names have a track in front where an object has several.
func (d *decompiler) named(begin, end string) bool {
	return slices.ContainsFunc(d.live.of(typeValidation), func(i item) bool {
		name := i.text("name")
		return strings.Contains("_"+name, "_"+begin) && strings.HasSuffix(name, end)
	})
}

// shorten gives a stage the abbreviation that rules of its name have: MQL for mql.
func (d *decompiler) shorten(s *schema.Stage) {
	for _, i := range d.live.of(typeValidation) {
		for _, word := range []string{"_Needs_", "_Entry_", "_Exit_"} {
			before, _, ok := strings.Cut(i.text("name"), word)
			short := before[strings.LastIndexByte(before, '_')+1:]
			if ok && strings.EqualFold(short, s.Name) && short == strings.ToUpper(short) && len(short) > 1 {
				s.Short = short
				return
			}
		}
	}
}
