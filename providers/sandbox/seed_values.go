package sandbox

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
)

func itoa(i int) string { return strconv.Itoa(i) }

// maker gives the function that makes values of a field: by its type, and for
// texts and numbers by the words of its name.
func (p *seedPlan) maker(s *seedObject, f *schema.Field) func(*seedGen) any {
	words := strings.Split(strings.ToLower(f.Name), "_")
	has := func(any ...string) bool {
		return slices.ContainsFunc(any, func(w string) bool { return slices.Contains(words, w) })
	}
	switch f.Type.Kind {
	case "email":
		return func(g *seedGen) any { return g.email() }
	case "phone":
		return func(g *seedGen) any { return g.phone() }
	case "url":
		return makeURL(has)
	case "bool":
		often := 60 // percent
		if has("competitor", "duplicate", "bounced", "unsubscribed", "opted_out", "out", "student", "custom", "beyond", "risk", "churned", "blocked", "not") {
			often = 8
		}
		return func(g *seedGen) any { return g.r.IntN(100) < often }
	case "enum", "multi_enum":
		return makeOption(f)
	case "number", "currency", "percent":
		return makeNumber(f.Type.Kind, has)
	case "date":
		when := makeTime(has)
		return func(g *seedGen) any { return when(g).Format(time.DateOnly) }
	case "datetime":
		when := makeTime(has)
		return func(g *seedGen) any { return when(g).UTC().Format(time.RFC3339) }
	case "user":
		return func(g *seedGen) any { return pickOr(g, p.people, nil) }
	case "attachment":
		name := strings.ReplaceAll(f.Name, "_", "-")
		return func(g *seedGen) any { return name + "-" + itoa(g.rec.i+1) + ".pdf" }
	case "reference":
		return p.makeReference(s, f.Type.Object)
	case "long_text":
		return func(g *seedGen) any {
			if g.r.IntN(3) > 0 {
				return pick(g, sentences)
			}
			return pick(g, sentences) + " " + pick(g, sentences)
		}
	}
	return makeText(s, f, has)
}

// pick takes one of a list; like pickOr for lists that are never empty.
func pick(g *seedGen, list []string) string { return list[g.r.IntN(len(list))] }

func pickOr(g *seedGen, list []string, empty any) any {
	if len(list) == 0 {
		return empty
	}
	return pick(g, list)
}

func (g *seedGen) email() string {
	if g.person.email != "" {
		return g.person.email
	}
	return "office@" + g.firm.domain
}

// phone is a number from the range kept free for fiction.
func (g *seedGen) phone() string {
	return "+1 " + itoa(201+g.r.IntN(700)) + " 555 01" + itoa(10+g.r.IntN(90))
}

func makeURL(has func(...string) bool) func(*seedGen) any {
	if has("linkedin", "profile") {
		return func(g *seedGen) any {
			return "https://people.example/" + strings.SplitN(g.email(), "@", 2)[0]
		}
	}
	return func(g *seedGen) any { return "https://www." + g.firm.domain }
}

func makeText(s *seedObject, f *schema.Field, has func(...string) bool) func(*seedGen) any {
	list := func(l []string) func(*seedGen) any { return func(g *seedGen) any { return pick(g, l) } }
	company := s.name == "company"
	switch {
	case has("first", "given", "firstname"):
		return func(g *seedGen) any { return g.person.given }
	case has("last", "family", "surname", "lastname"):
		return func(g *seedGen) any { return g.person.family }
	case has("domain"):
		return func(g *seedGen) any { return g.firm.domain }
	case has("email", "mail"):
		return func(g *seedGen) any { return g.email() }
	case has("phone", "mobile"):
		return func(g *seedGen) any { return g.phone() }
	case has("by"):
		return func(g *seedGen) any { return pick(g, givenNames) + " " + pick(g, familyNames) }
	case has("website", "url", "link"):
		return makeURL(has)
	case has("industry", "vertical"):
		return list(industries)
	case has("city", "town"):
		return list(cities)
	case has("country"):
		return list(countries)
	case has("language", "locale"):
		return list(languages)
	case has("source", "channel"):
		return list(leadSources)
	case has("competitor", "incumbent"):
		return list(competitors)
	case has("company", "organization", "organisation", "account", "employer"):
		return func(g *seedGen) any { return g.firm.name }
	case has("title", "job", "position") && !has("deal", "project"):
		return list(jobs)
	case has("name") && company:
		return func(g *seedGen) any { return g.firm.name }
	case has("name", "title") && s.name != "contact" && s.name != "lead":
		return func(g *seedGen) any { return g.firm.name + " " + pick(g, nouns) }
	case has("name", "contact"):
		return func(g *seedGen) any { return g.person.given + " " + g.person.family }
	}
	if has("id", "number", "code", "key", "reference") {
		prefix := strings.ToUpper(f.Name[:min(2, len(f.Name))])
		return func(g *seedGen) any { return prefix + "-" + itoa(10000+g.rec.i) }
	}
	return list(sentences)
}

func makeNumber(kind string, has func(...string) bool) func(*seedGen) any {
	between := func(lo, hi int) func(*seedGen) any {
		return func(g *seedGen) any { return float64(lo + g.r.IntN(hi-lo+1)) }
	}
	// spread gives round numbers around mid, a few far above it
	spread := func(mid, step float64) func(*seedGen) any {
		return func(g *seedGen) any {
			return math.Max(step, math.Round(mid*math.Exp(g.r.NormFloat64()*0.8)/step)*step)
		}
	}
	switch {
	case kind == "percent" && has("discount"):
		return func(g *seedGen) any { return float64(5 * max(0, g.r.IntN(9)-4)) }
	case kind == "percent":
		return between(0, 100)
	case kind == "currency" && has("budget", "revenue", "arr", "turnover"):
		return spread(400000, 1000)
	case kind == "currency":
		return spread(24000, 100)
	case has("employees", "employee", "headcount", "size"):
		return spread(180, 1)
	case has("seats", "users", "licenses", "licences", "quantity"):
		return spread(40, 5)
	case has("revenue", "amount", "value", "budget", "acv", "arr"):
		return spread(24000, 100)
	case has("nps"):
		return between(0, 10)
	case has("rating", "stars", "priority"):
		return between(1, 5)
	case has("year"):
		return between(1985, 2024)
	case has("discount"):
		return func(g *seedGen) any { return float64(5 * max(0, g.r.IntN(9)-4)) }
	case has("views", "visits", "opens", "clicks", "sessions", "count", "pages"):
		return func(g *seedGen) any { return float64(g.r.IntN(4) * (1 + g.r.IntN(5))) }
	case has("months", "term"):
		return func(g *seedGen) any { return float64(12 * (1 + g.r.IntN(3))) }
	case has("days"):
		return between(1, 60)
	}
	return between(1, 100)
}

// makeTime gives moments that fit the record: in the future when the name says
// so and the record is still open, else between creation and the last change.
func makeTime(has func(...string) bool) func(*seedGen) time.Time {
	future := has("close", "next", "renewal", "due", "expected", "target", "revisit", "review", "reevaluate",
		"reevaluation", "followup", "end", "expires", "expiry", "deadline", "launch", "live", "until")
	return func(g *seedGen) time.Time {
		if future && !g.closed() {
			return g.p.now.Add(time.Duration(5+g.r.IntN(120)) * 24 * time.Hour)
		}
		span := g.rec.updated.Sub(g.rec.created)
		return g.rec.created.Add(time.Duration(g.r.Float64() * float64(span))).Truncate(time.Minute)
	}
}

// closed tells whether the record has come to an end in some track.
func (g *seedGen) closed() bool {
	for t, at := range g.rec.stages {
		if at >= 0 {
			if o := g.rec.object.tracks[t].Stages[at].Outcome; o != "" && o != "holding" {
				return true
			}
		}
	}
	return false
}

// makeOption prefers the options that stand first, and never takes a deprecated one.
func makeOption(f *schema.Field) func(*seedGen) any {
	var options []string
	for _, o := range f.Type.Options {
		if !slices.ContainsFunc(f.Options, func(x *schema.FieldOption) bool { return x.Value == o && x.Deprecated }) {
			options = append(options, o)
		}
	}
	if len(options) == 0 {
		return func(*seedGen) any { return nil }
	}
	one := func(g *seedGen) string {
		a, b := g.r.IntN(len(options)), g.r.IntN(len(options))
		if g.r.IntN(2) == 0 {
			a = min(a, b)
		}
		return options[a]
	}
	if f.Type.Kind == "enum" {
		return func(g *seedGen) any { return one(g) }
	}
	return func(g *seedGen) any {
		var out []any
		for range 1 + g.r.IntN(3) {
			if o := one(g); !slices.Contains(out, any(o)) {
				out = append(out, o)
			}
		}
		return out
	}
}

// makeReference points at the related record of an object, or at any of them.
func (p *seedPlan) makeReference(s *seedObject, object string) func(*seedGen) any {
	to := p.byName[object]
	if to == nil {
		return func(*seedGen) any { return nil }
	}
	return func(g *seedGen) any {
		if up := g.at(object); up != nil && up != g && up.last >= 0 {
			return strconv.FormatInt(to.first+int64(up.last), 10)
		}
		if to.n == 0 {
			return nil
		}
		return strconv.FormatInt(to.first+int64(g.r.IntN(to.n)), 10)
	}
}
