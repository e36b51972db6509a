package card_test

import (
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/image/font/gofont/goregular"

	"github.com/stagecraft-dev/stagecraft/render/card"
	"github.com/stagecraft-dev/stagecraft/render/diagram"
	"github.com/stagecraft-dev/stagecraft/render/fonts"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

var examples = []string{"b2b-saas", "data-contract", "revops-starter", "simple-pipeline"}

var papers = map[string][2]float64{"a4": {841.89, 595.28}, "letter": {792, 612}}

const stamp = "Fernway go-to-market 1.2.0 · commit 0123abc · digest 0123456789ab"

func load(t testing.TB, example string) *schema.Architecture {
	t.Helper()
	r := hclschema.Load(filepath.Join("..", "..", "examples", example), hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	return r.Architecture
}

func parse(t testing.TB, source string) *schema.Architecture {
	t.Helper()
	r := hclschema.LoadFiles(map[string][]byte{"main.hcl": []byte(source)}, hclschema.Options{})
	if err := r.Diags.Err(); err != nil {
		t.Fatal(err)
	}
	return r.Architecture
}

func TestExamples(t *testing.T) {
	for _, example := range examples {
		for paper, size := range papers {
			t.Run(example+"/"+paper, func(t *testing.T) {
				a := load(t, example)
				s := build(t, a, card.Options{Paper: paper, Stamp: stamp, Organisation: "Fernway GmbH", Accent: "#AA3300"})
				if s.W != size[0] || s.H != size[1] {
					t.Errorf("the page is %g × %g", s.W, s.H)
				}
				check(t, s, fonts.Inter())
				complete(t, a, s)
				all := texts(s, func(diagram.Text) bool { return true })
				for _, want := range []string{stamp, "Fernway GmbH", a.Info.Version, schema.Title(a.Info)} {
					contains(t, all, want)
				}
				if s.Looks["rule"].Stroke != "#aa3300" {
					t.Error("the accent colour is not used")
				}
				if again := build(t, load(t, example), card.Options{Paper: paper, Stamp: stamp, Organisation: "Fernway GmbH", Accent: "#AA3300"}); !reflect.DeepEqual(s, again) {
					t.Error("the same architecture gives another card")
				}
			})
		}
	}
}

// Up to 60 stages fit while their texts are short; the texts grow and shrink with the number, so that all
// arrangements have their turn.
func TestGenerated(t *testing.T) {
	for n := 1; n <= 60; n++ {
		for paper := range papers {
			a := parse(t, generate(n, 1+n%7, max(1, 60/n)))
			s := build(t, a, card.Options{Paper: paper, Stamp: stamp})
			check(t, s, fonts.Inter())
			complete(t, a, s)
			if t.Failed() {
				t.Fatalf("%d stages on %s", n, paper)
			}
		}
	}
}

// As texts grow, a card gives up the facts that must be known, then the titles of roles, then the steps that no
// handoff declares, then time limits, and never takes one back; before it gives up itself.
func TestLadder(t *testing.T) {
	seen := map[string]bool{}
	last := 0
	for words := 0; words < 60; words++ {
		a := load(t, "revops-starter")
		for _, r := range a.Roles {
			r.Short = string(r.Title[0]) + string(r.Title[len(r.Title)-1])
		}
		for _, f := range a.Tracks() {
			for _, st := range f.Stages {
				st.Entry[0].Description += strings.Repeat(" indeed", words)
			}
		}
		s, _ := card.Build(a, card.Options{})
		if s == nil {
			break
		}
		complete(t, a, s)
		in := func(stage string) string {
			return texts(s, func(x diagram.Text) bool { return x.Of == stage })
		}
		shows := []bool{
			strings.Contains(in("stage.contact.lead"), "Needs") || strings.Contains(in("stage.sales.negotiation"), "Needs"),
			!strings.Contains(texts(s, func(x diagram.Text) bool { return x.Of == "" }), "CustomerSuccessManager"),
			strings.Contains(in("stage.sales.discovery"), "→"),
			strings.Contains(texts(s, func(diagram.Text) bool { return true }), "·4hours"),
		}
		step := 0
		for step < len(shows) && !shows[step] {
			step++
		}
		if slices.Contains(shows[step:], false) {
			t.Fatalf("%d words: out of order: %v", words, shows)
		}
		if step < last {
			t.Fatalf("%d words: step %d after %d", words, step, last)
		}
		last, seen[fmt.Sprint(step)] = step, true
	}
	if len(seen) < 4 {
		t.Errorf("only the steps %v were taken", seen)
	}
}

func TestTooMuch(t *testing.T) {
	a := parse(t, generate(60, 7, 40))
	s, diags := card.Build(a, card.Options{Stamp: stamp})
	if s != nil {
		t.Fatal("a card although it cannot fit")
	}
	if len(diags) != 1 || diags[0].Code != diag.PageFull || diags[0].Severity != diag.Error {
		t.Fatalf("diagnostics %v", diags)
	}
	d := diags[0]
	if d.Subject.File != "main.hcl" || d.Address == "" {
		t.Errorf("the diagnostic names no place: %+v", d)
	}
	for _, want := range []string{"%", "A4", "description of stage.", "characters", "main.hcl:"} {
		if !strings.Contains(d.Detail, want) {
			t.Errorf("%q is missing in %s", want, d.Detail)
		}
	}
	// the longest come first
	longest := 0
	for _, f := range a.Lifecycles {
		for _, s := range f.Stages {
			for _, g := range s.Entry {
				longest = max(longest, len(g.Description))
			}
		}
	}
	if g := schema.Find[schema.Gate](a, schema.Address(d.Address)); g == nil || len(g.Description) != longest {
		t.Errorf("%s is not the longest text", d.Address)
	}
}

// A title longer than the page, or a word longer than any line, is no reason to cut or to hang.
func TestNoRoomAtAll(t *testing.T) {
	a := parse(t, generate(3, 1, 2))
	a.Info.Title = strings.Repeat("very long ", 3000)
	if s, diags := card.Build(a, card.Options{}); s != nil || len(diags) != 1 || diags[0].Code != diag.PageFull {
		t.Errorf("a title of 30,000 characters gave %v", diags)
	}
	a = parse(t, generate(3, 1, 2))
	a.Lifecycles[0].Stages[0].Label = strings.Repeat("w", 300)
	s := build(t, a, card.Options{})
	check(t, s, fonts.Inter())
	complete(t, a, s)
	a = parse(t, generate(40, 4, 2))
	for _, r := range a.Roles {
		r.Title += strings.Repeat(" of everything", 20) + strings.Repeat("w", 200)
	}
	s = build(t, a, card.Options{Stamp: stamp})
	check(t, s, fonts.Inter())
	complete(t, a, s)
}

func TestMissingGlyph(t *testing.T) {
	a := parse(t, generate(3, 1, 2))
	a.Lifecycles[0].Stages[1].Entry[0].Description = "漢字 is ╬ known"
	s, diags := card.Build(a, card.Options{})
	if s != nil || len(diags) != 1 || diags[0].Code != diag.MissingGlyph {
		t.Fatalf("a card with empty boxes; diagnostics %v", diags)
	}
	if d := diags[0]; !strings.Contains(d.Summary, "漢字╬") || d.Subject.File != "main.hcl" || d.Address != string(a.Lifecycles[0].Stages[1].Entry[0].Address) {
		t.Errorf("diagnostic %+v", d)
	}
	a.Lifecycles[0].Stages[1].Entry[0].Description = "╬ is known"
	set, err := fonts.Inter().With(goregular.TTF)
	if err != nil {
		t.Fatal(err)
	}
	s = build(t, a, card.Options{Fonts: set})
	check(t, s, set)
	complete(t, a, s)
	if _, diags := card.Build(parse(t, generate(1, 1, 1)), card.Options{Stamp: "漢"}); len(diags) != 1 || diags[0].Code != diag.MissingGlyph {
		t.Errorf("a stamp with empty boxes; diagnostics %v", diags)
	}
}

func TestHostile(t *testing.T) {
	for _, text := range []string{
		`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, "</style></title></text></svg>", "a\nb\r\n\tc\x00\x1b[31md",
		"right\u202eleft\u200d\ufe0f\u2028line", " ", "\u200b", "%s %d \\ ( ) <<>>", strings.Repeat("Wide", 30), "…",
	} {
		a := parse(t, generate(4, 2, 3))
		a.Info.Title = text
		for _, r := range a.Roles {
			r.Title, r.Short = text, text
		}
		for _, f := range a.Lifecycles {
			f.Title = text
			for _, s := range f.Stages {
				s.Label, s.Short = text, text
				for _, g := range s.Entry {
					g.Description = text
				}
			}
		}
		s := build(t, a, card.Options{Stamp: text, Organisation: text, Accent: text})
		check(t, s, fonts.Inter())
		if strings.TrimSpace(clean(text)) != "" {
			complete(t, a, s)
		}
		for _, sh := range s.Shapes {
			if x, ok := sh.(diagram.Text); ok && strings.ContainsFunc(x.S, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("a text that cannot be printed: %q", x.S)
			}
		}
	}
}

func TestNothingToShow(t *testing.T) {
	a := parse(t, "architecture \"x\" {\n  title = \"X\"\n  version = \"1.0.0\"\n}\n")
	if s, diags := card.Build(a, card.Options{}); s != nil || len(diags) != 1 || diags[0].Code != diag.NoContent {
		t.Errorf("no stages gave %v", diags)
	}
	if s, _ := card.Build(&schema.Architecture{}, card.Options{}); s != nil {
		t.Error("a card of nothing")
	}
}

// generate writes an architecture with n stages in flows of a few domains, each stage with a criterion of about the
// given number of words.
func generate(n, flows, length int) string {
	flows = min(flows, n)
	var b strings.Builder
	b.WriteString(`architecture "g" {
  title   = "Generated"
  version = "1.0.0"
  steward = role.one
  council = [role.one]
}
role "one" {
  title = "Customer Success Manager"
  short = "CSM"
}
role "two" {
  title = "Sales Development Representative"
  short = "SDR"
}
field "deal" "size" {
  label = "Size"
  type  = number
  owner = role.one
  usage = "Set by hand."
}
`)
	domains := []string{"lead", "sales", "customer", "company"}
	made := 0
	for f := range flows {
		count := (n - made) / (flows - f)
		fmt.Fprintf(&b, "lifecycle \"flow_%d\" {\n  title  = \"Flow %d\"\n  domain = %q\n  object = object.deal\n", f, f, domains[f*len(domains)/flows])
		for i := range count {
			made++
			words := strings.TrimSpace(strings.Repeat("it is known ", length/3) + strings.Join([]string{"enough", "is said", "to go"}[:1+made%3], " "))
			large := fmt.Sprintf("    entry \"large\" {\n      when = deal.size > %d\n    }\n", made)
			state := []string{"assumed", "confirmed"}[made%2]
			fmt.Fprintf(&b, `  stage "s%[1]d" {
    label  = "Step number %[2]d"
    state  = %[3]q
    golden = %[4]t
    owner  = role.%[5]s
    entry "known" {
      description = "%[6]s %[2]d."
    }
%[7]s    exit "left" {
      description = "Done."
    }
    raci {
      accountable = role.one
      responsible = [role.two]
    }
  }
`, i, made, state, made%9 == 4, []string{"one", "two"}[made%2], words, []string{"", "", large}[made%3])
		}
		b.WriteString("}\n")
		for i := 1; i < count; i += 3 {
			fmt.Fprintf(&b, `handoff "h_%[1]d_%[2]d" {
  from  = stage.flow_%[1]d.s%[3]d
  to    = stage.flow_%[1]d.s%[2]d
  owner = role.two
}
`, f, i, i-1)
		}
	}
	return b.String()
}
