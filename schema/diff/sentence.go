package diff

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
)

// naming are the attributes that hold a block's name for people.
var naming = map[string]bool{"title": true, "label": true}

// renaming says that a block has another name, or only another address.
func renaming(block, now, before string, from, to schema.Address) string {
	if now == before {
		return fmt.Sprintf("%s has the new address %s, was %s.", block, to.Written(), from.Written())
	}
	return fmt.Sprintf("%s renamed to %s.", block, quote(now))
}

// switches say what it means that a yes-or-no attribute is set, and that it is not.
var switches = map[string][2]string{
	"golden":        {"is now a golden stage", "is no longer a golden stage"},
	"required":      {"is now required", "is no longer required"},
	"forward_only":  {"now only moves forward", "may now move backward"},
	"no_skip":       {"no longer allows leaving stages out", "now allows leaving stages out"},
	"recycle":       {"now sends records back", "no longer sends records back"},
	"track_history": {"now keeps every former value", "no longer keeps former values"},
	"personal":      {"is now marked as personal data", "is no longer marked as personal data"},
	"deprecated":    {"is offered no more; old records keep it", "is offered again"},
	"active":        {"is now active", "is no longer active"},
	"protected":     {"is now protected", "is no longer protected"},
	"closed":        {"now counts as closed", "no longer counts as closed"},
}

// phrases say an attribute's new value; %s is the value. The old one follows.
var phrases = map[string]string{
	"owner":              "is now owned by %s",
	"definition":         "is now defined as %s",
	"type":               "is now of the type %s",
	"stale_after":        "now counts as stale after %s",
	"sla":                "now has the SLA %s",
	"reasons":            "now asks for a code from %s",
	"calendar":           "now runs on the calendar %s",
	"starts":             "now starts with %s",
	"stops":              "now stops with %s",
	"trigger":            "is now triggered by %s",
	"decision":           "now decides %s",
	"handoff.from":       "now starts at %s",
	"handoff.to":         "now leads to %s",
	"outcome.to":         "now leads to %s",
	"rule.to":            "now assigns to %s",
	"fallback":           "now assigns what no rule takes to %s",
	"carry.from":         "now takes the fact from %s",
	"carry.to":           "now writes the fact to %s",
	"then":               "now leads to %s",
	"outcome":            "now ends as %s",
	"automation.outcome": "now results in %s",
	"forecast":           "now counts in the forecast as %s",
	"decay":              "now fades %s",
	"short":              "is now abbreviated %s",
	"method":             "now assigns by %s",
	"steward":            "now has the steward %s",
	"same_as":            "now means the same as %s",
	"reassign":           "now gives the record to %s",
	"action.sequence":    "now starts the sequence %s",
	"manager":            "now reports to %s",
	"role.team":          "now belongs to %s",
	"member.role":        "now has the role %s",
	"accountable":        "is now answered for by %s",
}

// attrNames are the names of attributes that say too little by themselves.
var attrNames = map[string]string{
	"crm": "name in", "kpi": "KPIs", "min": "minimum", "max": "maximum", "native": "built in",
	"github": "GitHub", "gitlab": "GitLab",
	"capability.from": "the state where nothing is organised", "capability.to": "the state where all is in place",
}

// gains say that a list has more or fewer parts; %s are the parts.
var gains = map[string][2]string{
	"requires":  {"now also requires %s", "no longer requires %s"},
	"owes":      {"now also owes %s", "no longer owes %s"},
	"notify":    {"now also notifies %s", "no longer notifies %s"},
	"council":   {"now also needs the signature of %s", "no longer needs the signature of %s"},
	"type":      {"now also allows %s", "no longer allows %s"},
	"aliases":   {"is now also called %s", "is no longer called %s"},
	"approvers": {"now also needs the approval of %s", "no longer needs the approval of %s"},
	"holders":   {"can now also be signed for by %s", "can no longer be signed for by %s"},
	"github":    {"are now also %s on GitHub", "are no longer %s on GitHub"},
	"gitlab":    {"are now also %s on GitLab", "are no longer %s on GitLab"},
	"members":   {"now also has the members %s", "no longer has the members %s"},
}

// sentence says how one attribute of a block, as it is now, changed.
func (w *words) sentence(kind string, b schema.Block, attr string, before, after value) string {
	if s := w.special(kind, b, attr, before, after); s != "" {
		return s
	}
	block := w.block(kind, b)
	name := attrName(kind, attr)
	verb, known := switches[attr]
	known = known && (attr != "golden" || kind == "stage")
	phrase := cmp.Or(phrases[kind+"."+attr], phrases[attr])
	switch {
	case known && after.key == "true":
		return fmt.Sprintf("%s %s.", block, verb[0])
	case known && (after.key == "false" || !after.set):
		return fmt.Sprintf("%s %s.", block, verb[1])
	case attr == "state" && after.key == "assumed":
		return block + " is assumed again, was confirmed."
	case attr == "state":
		return block + " is now confirmed, was assumed."
	case attr == "when":
		return condition(block, kind, before, after)
	case before.sized && after.sized && phrase == "":
		return fmt.Sprintf("%s %s %s.", measure(block, kind, attr), direction(attr, before, after), span(amount(attr, before), amount(attr, after)))
	case len(before.parts)+len(after.parts) > 0:
		return table(block, kind, attr, before.parts, after.parts)
	case (gains[attr] != [2]string{} && attr != "type" || len(before.items) > 0 && len(after.items) > 0) && (attr != "type" || before.text == after.text):
		return list(block, name, gains[attr], before, after)
	}
	was, now := contrast(amount(attr, before), amount(attr, after))
	switch {
	case phrase != "" && before.set && after.set:
		return fmt.Sprintf("%s %s, was %s.", block, fmt.Sprintf(phrase, now), was)
	case phrase != "" && after.set:
		return fmt.Sprintf("%s %s.", block, fmt.Sprintf(phrase, now))
	case !before.set:
		return fmt.Sprintf("%s: %s is now %s.", block, name, now)
	case !after.set:
		return fmt.Sprintf("%s: %s no longer given, was %s.", block, name, was)
	case isWording(kind, attr):
		return fmt.Sprintf("%s: %s reworded to %s, was %s.", block, name, now, was)
	}
	return fmt.Sprintf("%s: %s is now %s, was %s.", block, name, now, was)
}

// measure names a number of a block; a clock's limit is the block itself.
func measure(block, kind, attr string) string {
	switch {
	case attr == "within":
		return block
	case attr == "probability":
		return block + ": the chance to win"
	case attr == "target" && kind == "sla":
		return block + ": the time to aim at"
	}
	return block + ": " + attrName(kind, attr)
}

// attrName is an attribute in words.
func attrName(kind, attr string) string {
	return cmp.Or(attrNames[kind+"."+attr], attrNames[attr], strings.ReplaceAll(attr, "_", " "))
}

func direction(attr string, before, after value) string {
	verbs := [2]string{"raised", "lowered"}
	switch {
	case after.lasts && slices.Contains([]string{"within", "target", "after", "due"}, attr):
		verbs = [2]string{"relaxed", "tightened"}
	case after.lasts:
		verbs = [2]string{"lengthened", "shortened"}
	}
	if after.size < before.size {
		return verbs[1]
	}
	return verbs[0]
}

// amount is a value with its unit.
func amount(attr string, v value) string {
	switch {
	case v.sized && attr == "probability":
		return v.text + " %"
	case v.sized && attr == "points":
		return counted(v.text, "point")
	}
	return v.text
}

// counted is a number of things: "1 point", "2 points".
func counted(n, thing string) string {
	if n == "1" {
		return n + " " + thing
	}
	return n + " " + thing + "s"
}

// span says from where to where, the unit once when both have it: "from 8 to 4 business hours".
func span(before, after string) string {
	b, unit, simple := strings.Cut(before, " ")
	_, other, _ := strings.Cut(after, " ")
	if simple && singular(unit) == singular(other) && !strings.Contains(unit, " and ") {
		before = b
	}
	return "from " + before + " to " + after
}

func singular(unit string) string { return strings.TrimSuffix(unit, "s") }

// list says what a list gained and lost.
func list(block, name string, verb [2]string, before, after value) string {
	if verb[0] == "" {
		block += ": " + name
		verb = [2]string{"now includes %s", "no longer includes %s"}
	}
	more, less := missing(after.items, before.items), missing(before.items, after.items)
	var parts []string
	if len(more) > 0 {
		parts = append(parts, fmt.Sprintf(verb[0], join(more, "and")))
	}
	if len(less) > 0 {
		parts = append(parts, fmt.Sprintf(verb[1], join(less, "and")))
	}
	if len(parts) == 0 {
		what := name
		if name == "type" {
			what = "options"
		}
		return fmt.Sprintf("%s: the order of %s is now %s; was %s.", strings.TrimSuffix(block, ": "+name), what, order(after), order(before))
	}
	return block + " " + strings.Join(parts, " and ") + "."
}

// table says what changed in a map, entry by entry. A rest attribute, in
// capitals, has no name of its own.
func table(block, kind, attr string, before, after map[string]value) string {
	prefix := ""
	if attr != strings.ToUpper(attr) {
		prefix = attrName(kind, attr) + " "
	}
	var out []string
	for _, k := range changedKeys(before, after) {
		b, a := before[k], after[k]
		name := prefix + schema.Label("", k)
		switch {
		case !b.set:
			out = append(out, fmt.Sprintf("%s is now %s", name, a.text))
		case !a.set:
			out = append(out, fmt.Sprintf("%s no longer given, was %s", name, b.text))
		case a.sized && b.sized:
			out = append(out, fmt.Sprintf("%s %s %s", name, direction(attr, b, a), span(b.text, a.text)))
		default:
			out = append(out, fmt.Sprintf("%s is now %s, was %s", name, a.text, b.text))
		}
	}
	return block + ": " + strings.Join(out, "; ") + "."
}

// changedKeys lists the keys whose values differ, sorted.
func changedKeys(before, after map[string]value) []string {
	keys := map[string]bool{}
	for _, m := range []map[string]value{before, after} {
		for k := range m {
			if before[k].key != after[k].key {
				keys[k] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(keys))
}

func order(v value) string {
	out := make([]string, len(v.items))
	for i, x := range v.items {
		out[i] = x.text
	}
	return strings.Join(out, ", ")
}

// missing lists what of a is not in b.
func missing(a, b []value) []string {
	var out []string
	for _, x := range a {
		if !slices.ContainsFunc(b, func(y value) bool { return y.key == x.key }) {
			out = append(out, x.text)
		}
	}
	return out
}
