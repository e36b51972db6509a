package render

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Ref is a block with the words for it; the zero Ref names nothing.
type Ref struct {
	Address schema.Address
	Title   string
}

func (m *Model) ref(addr schema.Address) Ref {
	if addr == "" {
		return Ref{}
	}
	return Ref{addr, m.titleOf(addr)}
}

func (m *Model) refs(list []schema.Address) []Ref {
	var out []Ref
	for _, addr := range list {
		out = append(out, m.ref(addr))
	}
	return out
}

// titleOf is the title of what an address names, of a field with its object where that is needed; "" for no address.
func (m *Model) titleOf(addr schema.Address) string {
	if addr == "" {
		return ""
	}
	switch b := m.arch.Lookup(addr).(type) {
	case nil:
		return schema.Label("", addr.Name())
	case *schema.Field:
		return m.n.Field(b.Object, b.Name)
	default:
		return schema.Title(b)
	}
}

// titlesOf are the titles of what addresses name, each once.
func (m *Model) titlesOf(addrs []schema.Address) []string {
	var out []string
	for _, x := range addrs {
		if t := m.titleOf(x); t != "" && !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// sentence is a condition in words, without a full stop; "" for none.
func (m *Model) sentence(c schema.Criterion) string {
	if c.IsZero() {
		return ""
	}
	return upperFirst(expr.Sentence(c.Expr, m.n))
}

// happens says an event as a clause: "a contact enters MQL", "every day".
func (m *Model) happens(e schema.Event) string {
	switch e.Kind {
	case "":
		return ""
	case "entering", "leaving":
		verb := map[string]string{"entering": "enters", "leaving": "leaves"}[e.Kind]
		object := "record"
		if t := m.arch.Track(e.Target); t != nil {
			object = m.object(t.Object)
		}
		return fmt.Sprintf("%s %s %s", article(object), verb, m.stageWords(e.Target))
	case "set":
		return m.titleOf(e.Target) + " is filled in"
	case "changed":
		return m.titleOf(e.Target) + " changes"
	case "created":
		return article(m.object(e.Target.Name())) + " is created"
	case "event":
		return "the activity “" + schema.Label("", e.Name) + "” is logged"
	case "reaches":
		model, _, _ := strings.Cut(string(e.Target), ".threshold.")
		return m.n.Score(model, "total") + " reaches the threshold " + m.n.Threshold(model, e.Target.Name())
	case "breached":
		return "the clock " + m.titleOf(e.Target) + " runs out"
	case "every":
		return every(e.Every)
	}
	return e.Kind + " " + m.titleOf(e.Target)
}

// every says a rhythm: "every day", "every 2 weeks".
func every(d schema.Duration) string { return "every " + strings.TrimPrefix(diff.Duration(d), "1 ") }

// stageWords names a stage together with its lifecycle or pipeline where another one has a stage of that name.
func (m *Model) stageWords(addr schema.Address) string {
	stage := schema.Find[schema.Stage](m.arch, addr)
	if stage == nil {
		return m.titleOf(addr)
	}
	title := m.stageShort(stage)
	if m.shared[title] {
		return title + " of " + m.titleOf(m.arch.Track(addr).Address)
	}
	return title
}

// sharedNames are the titles and abbreviations that two stages have.
func sharedNames(a *schema.Architecture) map[string]bool {
	shared := map[string]bool{}
	of := map[string]schema.Address{}
	for _, t := range a.Tracks() {
		for _, s := range t.Stages {
			for _, name := range []string{s.Short, schema.Title(s)} {
				if other, ok := of[name]; ok && other != s.Address {
					shared[name] = true
				}
				of[name] = s.Address
			}
		}
	}
	return shared
}

// object is a record type as it stands inside a sentence: "contact".
func (m *Model) object(name string) string { return lowerFirst(m.n.Object(name)) }

// lowerFirst makes a label fit into a sentence, unless it starts with an abbreviation.
func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) == 0 || len(r) > 1 && strings.ToUpper(string(r[1])) == string(r[1]) {
		return s
	}
	return strings.ToLower(string(r[0])) + string(r[1:])
}

// article puts the article before a noun.
func article(noun string) string {
	if noun != "" && strings.ContainsRune("aeioAEIO", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

// number writes a number without needless digits, at most two after the point.
func number(f float64) string { return strconv.FormatFloat(math.Round(f*100)/100, 'f', -1, 64) }

// signed is number with its sign in front.
func signed(f float64) string {
	if f < 0 {
		return "−" + number(-f)
	}
	return "+" + number(f)
}

// words are the values of an enum attribute as people read them: "time in stage".
func words(s string) string { return strings.ReplaceAll(s, "_", " ") }

// cadence says how often: "half-yearly".
func cadence(s string) string { return strings.ReplaceAll(s, "_", "-") }

// listing joins words: "a, b and c".
func listing(list []string, last string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " " + last + " " + list[len(list)-1]
}

// value is a field's value as people read it, with the labels of options.
func (m *Model) value(object, field string, v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case bool:
		if x {
			return "yes"
		}
		return "no"
	case float64:
		return number(x)
	case string:
		if t, err := time.Parse(time.RFC3339, x); err == nil {
			return moment(t)
		}
		if r := m.arch.Field(object, field); r != nil && r.Type.Kind == "user" {
			return m.person(x)
		}
		return m.n.Option(object, field, x)
	case time.Time:
		return moment(x)
	case []string:
		parts := slices.Clone(x)
		for i := range parts {
			parts[i] = m.n.Option(object, field, parts[i])
		}
		return strings.Join(parts, ", ")
	case []any:
		var parts []string
		for _, e := range x {
			parts = append(parts, m.value(object, field, e))
		}
		return strings.Join(parts, ", ")
	}
	return fmt.Sprint(v)
}

// moment is a time as people write it: "Fri 6 Mar 2026, 16:00".
func moment(t time.Time) string { return t.Format("Mon 2 Jan 2006, 15:04") }

// person is the name behind an identity or an address; the text itself when nobody is known by it.
func (m *Model) person(identity string) string {
	for _, t := range m.arch.Teams {
		for _, p := range t.Members {
			if p.Identity == identity || string(p.Address) == identity {
				return schema.Title(p)
			}
		}
	}
	if m.arch.Lookup(schema.Address(identity)) != nil {
		return m.titleOf(schema.Address(identity))
	}
	return identity
}

// pairs makes a list of the pairs that have a text.
func pairs(list ...Pair) []Pair {
	return slices.DeleteFunc(list, func(p Pair) bool { return p.Text == "" })
}

// raci lists who is accountable, responsible, consulted and informed.
func (m *Model) raci(r *schema.RACI) []Pair {
	if r == nil {
		return nil
	}
	return pairs(Pair{"Accountable", m.titleOf(r.Accountable)}, Pair{"Responsible", strings.Join(m.titlesOf(r.Responsible), ", ")},
		Pair{"Consulted", strings.Join(m.titlesOf(r.Consulted), ", ")}, Pair{"Informed", strings.Join(m.titlesOf(r.Informed), ", ")})
}

// native lists a map by CRM as pairs, in the order of the names.
func native(byCRM map[string]string) []Pair {
	var out []Pair
	for name, text := range byCRM {
		out = append(out, Pair{crmTitle(name), text})
	}
	slices.SortFunc(out, func(a, b Pair) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// crmTitle is the name of a CRM as its maker writes it.
func crmTitle(name string) string {
	if t := map[string]string{"hubspot": "HubSpot", "salesforce": "Salesforce", "attio": "Attio"}[name]; t != "" {
		return t
	}
	return schema.Label("", name)
}
