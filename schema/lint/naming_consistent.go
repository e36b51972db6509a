package lint

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

func checkConsistency(p *Pass) {
	checkSpelling(p)
	checkSameNames(p)
	checkAbbreviations(p)
	checkLabelCase(p)
	checkIdentifiers(p)
}

// checkSpelling finds labels that differ in nothing but case, spaces and punctuation, among stages and among fields.
func checkSpelling(p *Pass) {
	type first struct {
		label string
		at    schema.Address
	}
	seen := map[string]first{}
	visit := func(kind string, b schema.Block, label string) {
		key := kind + spelling(label)
		if f, ok := seen[key]; !ok {
			seen[key] = first{label, b.Base().Address}
		} else if f.label != label {
			p.Report(b, "label", "One name is spelt in two ways", "%q is written %q in %s. Choose one.", label, f.label, f.at)
		}
	}
	namedStages(p, func(_ *schema.Track, s *schema.Stage, label string) { visit("stage ", s, label) })
	for _, f := range p.Fields {
		if f.Label != "" {
			visit("field ", f, f.Label)
		}
	}
}

// spelling is what is left of a label when case, spaces and the marks that join words do not count; signs that have a meaning
// ("9+") stay, and so does what keeps two numbers apart.
func spelling(label string) string {
	var out []rune
	runes := []rune(strings.ToLower(label))
	for i, r := range runes {
		joins := unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || strings.ContainsRune("_/.,'’()", r)
		numbers := i > 0 && i+1 < len(runes) && unicode.IsDigit(runes[i-1]) && unicode.IsDigit(runes[i+1])
		if !joins || numbers {
			out = append(out, r)
		}
	}
	return string(out)
}

// checkSameNames finds stages that mean the same under different names.
func checkSameNames(p *Pass) {
	namedStages(p, func(_ *schema.Track, s *schema.Stage, label string) {
		same := schema.Find[schema.Stage](p.Architecture, s.SameAs)
		if same == nil {
			return
		}
		other := schema.Label(same.Label, same.Name)
		if plainLabel(other) != plainLabel(label) && !knownAs(s, other) && !knownAs(same, label) {
			p.Report(s, "label", "Stages that are the same have different names",
				"%s is the same as %s, which is called %q. Call it that, or list %q in its aliases.", s.Address, same.Address, other, other)
			p.mend(s, "aliases", quotedList(append(slices.Clone(s.Aliases), other)))
		}
	})
}

// quotedList writes texts as HCL.
func quotedList(texts []string) string {
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = hclschema.Quote(t)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// knownAs tells whether a stage has a name as its abbreviation or among its aliases.
func knownAs(s *schema.Stage, name string) bool {
	return slices.ContainsFunc(append([]string{s.Short}, s.Aliases...), func(a string) bool { return plainLabel(a) == plainLabel(name) })
}

// checkAbbreviations finds an abbreviation that stands for two things, and one that is the name of a stage elsewhere.
func checkAbbreviations(p *Pass) {
	stands := map[string]*schema.Stage{}
	namedStages(p, func(_ *schema.Track, s *schema.Stage, label string) {
		if plainLabel(s.Short) == "" {
			return
		}
		first := stands[plainLabel(s.Short)]
		if first == nil {
			stands[plainLabel(s.Short)] = s
		} else if other := schema.Label(first.Label, first.Name); plainLabel(other) != plainLabel(label) && !knownAs(s, other) && !knownAs(first, label) {
			p.Report(s, "short", "One abbreviation stands for two names",
				"%q is %q here and %q in %s. Change one.", s.Short, label, other, first.Address)
		}
	})
	namedStages(p, func(_ *schema.Track, s *schema.Stage, label string) {
		first := stands[plainLabel(label)]
		if first == nil || first == s {
			return
		}
		if other := schema.Label(first.Label, first.Name); plainLabel(other) != plainLabel(label) && !knownAs(s, other) {
			p.Report(s, "label", "A stage has the abbreviation of another for its name",
				"%q is the abbreviation of %q (%s). Write label = %q and short = %q here too.", label, other, first.Address, other, label)
		}
	})
}

// minorWords are written small in titles.
var minorWords = setOf("a, an, and, as, at, by, for, from, in, of, on, or, per, the, to, vs, via, with")

// labelCase is "Title Case", "Sentence case", or "" where a label does not tell.
func labelCase(label string) string {
	style := ""
	for i, w := range strings.FieldsFunc(label, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		first, size := utf8.DecodeRuneInString(w)
		if i == 0 || minorWords[w] || size == len(w) || !unicode.IsLetter(first) || strings.ToLower(w[size:]) != w[size:] {
			continue // also "CRM" and "HubSpot"
		}
		is := "Sentence case"
		if unicode.IsUpper(first) {
			is = "Title Case"
		}
		if style != "" && style != is {
			return ""
		}
		style = is
	}
	return style
}

// titleCase begins every word with a capital letter but for the small ones; the case of other letters stays.
func titleCase(label string) string {
	var b strings.Builder
	start := true
	for i, r := range label {
		word := label[i:]
		if end := strings.IndexFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }); end >= 0 {
			word = word[:end]
		}
		if start && (i == 0 || !minorWords[word]) {
			r = unicode.ToUpper(r)
		}
		start = !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’'
		b.WriteRune(r)
	}
	return b.String()
}

// checkLabelCase finds labels in another case than most of their flow.
func checkLabelCase(p *Pass) {
	for _, t := range p.Tracks() {
		cases := map[string][]*schema.Stage{}
		for _, s := range t.Stages {
			if s.Label != "" {
				c := labelCase(s.Label)
				cases[c] = append(cases[c], s)
			}
		}
		for _, c := range [][2]string{{"Title Case", "Sentence case"}, {"Sentence case", "Title Case"}} {
			most, few := cases[c[0]], cases[c[1]]
			if len(most) < 3 || len(most) < 2*len(few) {
				continue
			}
			for _, s := range few {
				p.Report(s, "label", "A label is in another case than its neighbours",
					"%q is in %s; most stages of %s are in %s, such as %q.", s.Label, c[1], t.Label(), c[0], most[0].Label)
				if c[0] == "Title Case" { // the other way, nobody knows which words are names
					p.mend(s, "label", hclschema.Quote(titleCase(s.Label)))
				}
			}
		}
	}
}

// nameStyle is how an identifier joins its words, "" where it is one word.
func nameStyle(name string) string {
	switch {
	case strings.ContainsFunc(name, unicode.IsUpper):
		return "capitals"
	case strings.Contains(name, "-"):
		return "hyphens"
	case strings.Contains(name, "_"):
		return "underscores"
	}
	return ""
}

// checkIdentifiers finds names that join words in another way than most of their kind in the same module.
func checkIdentifiers(p *Pass) {
	type group struct{ module, kind string }
	styles := map[group]map[string]int{}
	visit := func(f func(g group, style string, b schema.Block)) {
		for kind, b := range p.Blocks() {
			module, is, labels := b.Base().Address.Split()
			if is != kind || kind == "member" || len(labels) == 0 {
				continue // nested blocks and identities
			}
			if s := nameStyle(labels[len(labels)-1]); s != "" {
				f(group{module, kind}, s, b)
			}
		}
	}
	visit(func(g group, style string, _ schema.Block) {
		if styles[g] == nil {
			styles[g] = map[string]int{}
		}
		styles[g][style]++
	})
	usual := map[group]string{}
	for g, n := range styles {
		usual[g] = slices.MaxFunc([]string{"hyphens", "capitals", "underscores"}, func(a, b string) int {
			return cmp.Or(cmp.Compare(n[a], n[b]), cmp.Compare(a, b)) // underscores when there are as many
		})
	}
	visit(func(g group, style string, b schema.Block) {
		if style != usual[g] {
			p.Report(b, "", "A name joins its words in another way than others",
				"%s is written with %s; most names of its kind (%s) are written with %s. Rename it, with a moved block for what is in the CRM.",
				b.Base().Address, style, g.kind, usual[g])
		}
	})
}
