package hclschema

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

const prelude = `
architecture "t" {
  title   = "T"
  version = "1.0.0"
}
role "sdr" { title = "SDR" }
role "ae" { title = "AE" }
field "contact" "score" { type = number }
field "contact" "level" { type = enum("low", "high") }
`

// load reads files together with the prelude.
func load(t *testing.T, opts Options, files map[string]string) *Result {
	t.Helper()
	m := map[string][]byte{"prelude.hcl": []byte(prelude)}
	for n, s := range files {
		m[n] = []byte(s)
	}
	return LoadFiles(m, opts)
}

func mustLoad(t *testing.T, opts Options, files map[string]string) *schema.Architecture {
	t.Helper()
	r := load(t, opts, files)
	for _, d := range r.Diags {
		t.Error(d.Error())
	}
	return r.Architecture
}

func TestDiagnostics(t *testing.T) {
	for _, tc := range []struct {
		name, src string
		code      diag.Code
		at        string // source text that the subject covers
		says      string
	}{
		{"syntax", `role "x" {`, diag.Syntax, "", ""},
		{"block", `rolle "x" { title = "X" }`, diag.UnknownBlock, "rolle", `"role"`},
		{"attribute", `role "x" {
  titel = "X"
}`, diag.UnknownAttribute, "titel", `"title"`},
		{"block as attribute", `stage "x" {}`, diag.UnknownBlock, "stage", ""},
		{"missing", `role "x" {}`, diag.MissingAttribute, `role "x"`, "title"},
		{"null required", `role "x" { title = null }`, diag.MissingAttribute, "null", "title"},
		{"type", `role "x" { title = 1 }`, diag.WrongType, "1", "text"},
		{"enum", `system "x" { type = "suport" }`, diag.BadValue, `"suport"`, `"support"`},
		{"number", `queue "x" { capacity = -1 }`, diag.BadValue, "-1", "at least 0"},
		{"label", `role "x y" { title = "X" }`, diag.BadName, `"x y"`, ""},
		{"labels", `role { title = "X" }`, diag.WrongLabels, "role", `role "NAME"`},
		{"twice", `role "sdr" { title = "X" }`, diag.Duplicate, `role "sdr"`, "prelude.hcl:6"},
		{"text for reference", `team "t" {}
source "s" {
  type  = "form"
  owner = "role.sdr"
}`, diag.NotAReference, `"role.sdr"`, "role.NAME, without quotes"},
		{"unknown reference", `source "s" {
  type  = "form"
  owner = role.sdrr
}`, diag.UnknownReference, "role.sdrr", `"role.sdr"`},
		{"wrong kind", `source "s" {
  type  = "form"
  owner = contact.score
}`, diag.WrongReference, "contact.score", "role.NAME"},
		{"unknown field", `source "s" {
  type  = "form"
  fills = [contact.scor]
}`, diag.UnknownReference, "contact.scor", `"contact.score"`},
		{"unknown root", `source "s" {
  type  = "form"
  owner = rolle.sdr
}`, diag.UnknownReference, "rolle.sdr", `"role"`},
		{"criterion type", `field "contact" "x" {
  type       = text
  validation = contact.score > "a"
}`, diag.ExprType, "", ""},
		{"criterion field", `field "contact" "x" {
  type       = text
  validation = is_set(contact.scor)
}`, diag.ExprField, "contact.scor", "contact.score"},
		{"criterion construct", `field "contact" "x" {
  type       = text
  validation = [for v in contact.score : v]
}`, diag.ExprSyntax, "[for v in contact.score : v]", "functions"},
		{"field type", `field "contact" "x" { type = txt }`, diag.BadValue, "txt", `"text"`},
		{"event", `routing "r" {
  object   = object.contact
  trigger  = enterring(stage.a.b)
  fallback = role.sdr
}`, diag.BadValue, "enterring", `"entering"`},
		{"duration", `reasons "r" {
  kind = "loss"
  code "x" { retry_after = "soon" }
}`, diag.BadValue, `"soon"`, "30m"},
		{"unknown local", `role "x" { title = local.titel }
locals { title = "X" }`, diag.UnknownReference, "local.titel", `"title"`},
		{"local cycle", `role "x" { title = local.a }
locals {
  a = local.b
  b = local.a
}`, diag.Cycle, "a", ""},
		{"variable without value", `variable "v" {}`, diag.Variable, `variable "v"`, "-var v=VALUE"},
		{"variable type", `variable "v" {
  type    = number
  default = "x"
}`, diag.Variable, `"x"`, "number"},
		{"variable validation", `variable "v" {
  default = 3
  validation {
    condition     = var.v > 5
    error_message = "More than 5."
  }
}`, diag.Variable, "3", "More than 5."},
		{"scenario place", `scenario "s" { at = "2026-01-01T00:00:00Z" }`, diag.NotAllowedHere, `scenario "s"`, ".test.hcl"},
		{"environment variable", `role "x" { title = env.HOME }`, diag.NotAllowedHere, "env.HOME", "crm"},
		{"field object", `field "kontact" "x" { type = text }`, diag.UnknownReference, `"kontact"`, `"contact"`},
		{"function", `role "x" { title = uper("x") }`, diag.Evaluation, "uper", "upper"},
		{"module source", `module "m" { source = "./none" }`, diag.Module, `"./none"`, ""},
		{"git module", `module "m" { source = "git::https://git.example/m.git?ref=v1" }`, diag.Module, `module "m"`, "stagecraft init"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := load(t, Options{}, map[string]string{"x.hcl": tc.src})
			var errs []string
			for _, d := range r.Diags {
				errs = append(errs, d.Error())
				got := ""
				if src := r.Sources[d.Subject.File]; src != nil {
					got = string(src[d.Subject.Start.Byte:d.Subject.End.Byte])
				}
				if d.Code == tc.code && (tc.at == "" || got == tc.at) && strings.Contains(d.Summary+d.Detail, tc.says) {
					return
				}
				errs = append(errs, "   at "+got)
			}
			t.Errorf("no %s at %q saying %q; have\n%s", tc.code, tc.at, tc.says, strings.Join(errs, "\n"))
		})
	}
}

func TestAllProblemsTogether(t *testing.T) {
	r := load(t, Options{}, map[string]string{
		"a.hcl": `role "x" { titel = "X" }`,
		"b.hcl": `source "s" { type = "frm" }`,
		"c.hcl": `team "t" {`,
	})
	files := map[string]bool{}
	for _, d := range r.Diags {
		files[d.Subject.File] = true
	}
	if len(files) != 3 {
		t.Errorf("errors in %v; want all three files", files)
	}
}

func TestEvaluation(t *testing.T) {
	a := mustLoad(t, Options{Vars: map[string]string{"region": "emea"}, Getenv: func(k string) string {
		return map[string]string{"STAGECRAFT_VAR_suffix": "GmbH", "STAGECRAFT_VAR_region": "us"}[k]
	}}, map[string]string{"x.hcl": `
variable "region" {}
variable "suffix" { type = string }
variable "limit" {
  type    = number
  default = 50
}
locals {
  title  = "${upper(var.region)} ${local.word}"
  word   = join("-", ["a", "b"])
  owner  = role.ae
  hot    = contact.score > var.limit
  levels = ["low", "high"]
}
source "s" {
  type        = "form"
  title       = local.title
  description = var.suffix
  owner       = local.owner
  fills       = [for f in ["score", "level"] : contact[f]]
}
source "t" {
  type  = "form"
  owner = var.region == "emea" ? role.sdr : role.ae
}
field "contact" "x" {
  type       = enum(local.levels...)
  validation = local.hot && contains(local.levels, contact.level)
}
scoring "s" {
  object = object.contact
  dimension "fit" {
    dynamic "signal" {
      for_each = { a = 1, b = -2 }
      labels   = ["signal_${signal.key}"]
      content {
        points = signal.value
        when   = contact.score > signal.value
      }
    }
  }
  dimension "engagement" {
    signal "x" {
      points = 1
      event  = "y"
    }
  }
  threshold "mql" {
    fit        = 1
    engagement = 2
  }
}
`})
	s := schema.Find[schema.Source](a, "source.s")
	if s == nil {
		t.Fatal("no source.s")
	}
	if s.Title != "EMEA a-b" || s.Description != "GmbH" || s.Owner != "role.ae" {
		t.Errorf("source.s: %+v", s)
	}
	if diff := cmp.Diff([]schema.Address{"field.contact.score", "field.contact.level"}, s.Fills); diff != "" {
		t.Error(diff)
	}
	if u := schema.Find[schema.Source](a, "source.t"); u.Owner != "role.sdr" {
		t.Errorf("source.t: %s", u.Owner)
	}
	f := a.Field("contact", "x")
	if got, want := expr.Format(f.Validation.Expr), `contact.score > 50 && contains(["low", "high"], contact.level)`; got != want {
		t.Errorf("validation is %s, want %s", got, want)
	}
	signals := schema.Find[schema.Scoring](a, "scoring.s").Dimensions[0].Signals
	if len(signals) != 2 || signals[1].Name != "signal_b" || signals[1].Points != -2 || expr.Format(signals[1].When.Expr) != "contact.score > -2" {
		t.Errorf("signals: %+v", signals)
	}
}

const region = `
variable "owner" {}
variable "title" { type = string }
object "ticket" { label = "Ticket" }
field "ticket" "urgent" { type = bool }
role "lead" { title = "Lead of ${var.title}" }
lifecycle "ticket" {
  title  = var.title
  domain = "customer"
  object = object.ticket
  stage "open" {
    owner = var.owner
    entry "e" { when = ticket.urgent }
    exit "left" { when = lifecycle.ticket > stage.ticket.open }
  }
  stage "closed" {
    owner   = role.lead
    outcome = "won"
    entry "e" { when = !ticket.urgent }
  }
}
`

func TestModules(t *testing.T) {
	a := mustLoad(t, Options{}, map[string]string{
		"modules/region/main.hcl": region,
		"m.hcl": `
module "region" {
  source   = "./modules/region"
  for_each = toset(["emea", "us"])
  title    = upper(each.key)
  owner    = role.sdr
}
source "s" {
  type  = "form"
  owner = module.region["us"].role.lead
}
`})
	if len(a.Lifecycles) != 2 {
		t.Fatalf("%d lifecycles", len(a.Lifecycles))
	}
	st := schema.Find[schema.Stage](a, `module.region["us"].stage.ticket.open`)
	if st == nil || st.Owner != "role.sdr" {
		t.Fatalf("stage: %+v", st)
	}
	if got := expr.Format(st.Exit[0].When.Expr); !strings.Contains(got, `module.region["us"]`) {
		t.Errorf("exit is %s", got)
	}
	if r := schema.Find[schema.Role](a, `module.region["emea"].role.lead`); r == nil || r.Title != "Lead of EMEA" {
		t.Errorf("role: %+v", r)
	}
	if s := schema.Find[schema.Source](a, "source.s"); s == nil || s.Owner != `module.region["us"].role.lead` {
		t.Errorf("source: %+v", s)
	}
	if a.Field("ticket", "urgent") == nil {
		t.Error("no field ticket.urgent")
	}
}

func TestModuleProblems(t *testing.T) {
	for name, tc := range map[string]struct {
		files map[string]string
		code  diag.Code
	}{
		"input": {map[string]string{"r/main.hcl": region, "m.hcl": `module "r" {
  source = "./r"
  titel  = "X"
}`}, diag.UnknownAttribute},
		"no input": {map[string]string{"r/main.hcl": region, "m.hcl": `module "r" { source = "./r" }`}, diag.Variable},
		"cycle": {map[string]string{"a/main.hcl": `module "b" { source = "../b" }`, "b/main.hcl": `module "a" { source = "../a" }`,
			"m.hcl": `module "a" { source = "./a" }`}, diag.Cycle},
		"conflict": {map[string]string{"r/main.hcl": `field "contact" "score" { type = text }`, "m.hcl": `module "r" { source = "./r" }`}, diag.FieldConflict},
	} {
		t.Run(name, func(t *testing.T) {
			r := load(t, Options{}, tc.files)
			if !slices.ContainsFunc(r.Diags, func(d diag.Diagnostic) bool { return d.Code == tc.code }) {
				t.Errorf("no %s in %v", tc.code, r.Diags)
			}
		})
	}
}

func TestRequiredVersion(t *testing.T) {
	files := map[string][]byte{"a.hcl": []byte(`architecture "t" {
  title            = "T"
  version          = "1.0.0"
  required_version = ">= 2.0"
}`)}
	for version, want := range map[string]bool{"": true, "1.9.0": false, "2.0.0": true, "2.1.0-dev": true} {
		if r := LoadFiles(files, Options{ToolVersion: version}); r.Diags.HasErrors() == want {
			t.Errorf("version %q: %v", version, r.Diags)
		}
	}
}

func TestJSON(t *testing.T) {
	native := mustLoad(t, Options{}, map[string]string{"x.hcl": `
locals { name = "Form" }
source "s" {
  type  = "form"
  title = "The ${local.name}"
  owner = role.sdr
  fills = [contact.score]
}
lifecycle "l" {
  domain = "lead"
  object = object.contact
  stage "a" {
    owner = role.sdr
    entry "e" { when = contact.score > 5 }
    exit "x" { when = contact.level == "high" }
  }
  stage "b" {
    owner = role.sdr
    entry "e" { description = "x" }
  }
}
field "contact" "z" { type = enum("p", "q") }
`})
	js := mustLoad(t, Options{}, map[string]string{"x.hcl.json": `{
  "locals": {"name": "Form"},
  "source": {"s": {"type": "form", "title": "The ${local.name}", "owner": "role.sdr", "fills": ["contact.score"]}},
  "lifecycle": {"l": {"domain": "lead", "object": "${object.contact}", "stage": {
    "a": {"owner": "role.sdr", "entry": {"e": {"when": "contact.score > 5"}}, "exit": {"x": {"when": "contact.level == \"high\""}}},
    "b": {"owner": "role.sdr", "entry": {"e": {"description": "x"}}}
  }}},
  "field": {"contact": {"z": {"type": "enum(\"p\", \"q\")"}}}
}`})
	var a, b []string
	for _, x := range native.Blocks() {
		a = append(a, string(x.Base().Address))
	}
	for _, x := range js.Blocks() {
		b = append(b, string(x.Base().Address))
	}
	if diff := cmp.Diff(a, b); diff != "" {
		t.Error(diff)
	}
	if s := schema.Find[schema.Source](js, "source.s"); s.Title != "The Form" || s.Owner != "role.sdr" || len(s.Fills) != 1 {
		t.Errorf("source: %+v", s)
	}
	if st := schema.Find[schema.Stage](js, "stage.l.a"); expr.Format(st.Exit[0].When.Expr) != `contact.level == "high"` {
		t.Errorf("exit: %+v", st.Exit[0])
	}
}

func TestJSONProblems(t *testing.T) {
	r := load(t, Options{}, map[string]string{"x.hcl.json": `{"role": {"x": {"titel": "X"}, "y": {}}, "source": {"s": {"type": "form", "owner": "role.sdrr"}}}`})
	var codes []diag.Code
	for _, d := range r.Diags {
		codes = append(codes, d.Code)
	}
	for _, want := range []diag.Code{diag.UnknownAttribute, diag.MissingAttribute, diag.UnknownReference} {
		if !slices.Contains(codes, want) {
			t.Errorf("no %s in %v", want, r.Diags)
		}
	}
}

// TestJSONList reads a file that is a list of objects, as the JSON form allows.
func TestJSONList(t *testing.T) {
	r := load(t, Options{}, map[string]string{"x.hcl.json": `[{"//": "people", "role": {"se": {"title": "S"}}}, {"source": {"s": {"type": "form", "owner": "role.se"}}}]`})
	if r.Diags.HasErrors() || schema.Find[schema.Source](r.Architecture, "source.s") == nil {
		t.Errorf("%v", r.Diags)
	}
}

func TestVariableFromText(t *testing.T) {
	const src = `variable "v" { type = %s }
role "r" { title = "${join(",", [for x in flatten([var.v]) : tostring(x)])}" }`
	for _, c := range []struct{ typ, text, want, fails string }{
		{"string", "role.sdr", "role.sdr", ""},
		{"number", "12.5", "12.5", ""},
		{"number", "abc", "", "The value of var.v given with -var is not valid"},
		{"bool", "true", "true", ""},
		{"bool", "perhaps", "", "The value of var.v given with -var is not valid"},
		{"list(string)", `["a", "b"]`, "a,b", ""},
		{"list(string)", `[a]`, "", "The value of var.v given with -var is not valid"},
		{"list(string)", `[`, "", "The value of var.v given with -var is not valid"},
		{"list(number)", `["a"]`, "", "The value of var.v has the wrong type"},
	} {
		r := load(t, Options{Vars: map[string]string{"v": c.text}}, map[string]string{"x.hcl": fmt.Sprintf(src, c.typ)})
		var got, summary string
		if x := schema.Find[schema.Role](r.Architecture, "role.r"); x != nil {
			got = x.Title
		}
		if len(r.Diags) > 0 {
			summary = r.Diags[0].Summary
			if r.Diags[0].Subject.File == "" {
				t.Errorf("%s %q: %s stands nowhere", c.typ, c.text, summary)
			}
		}
		if summary != c.fails || c.fails == "" && got != c.want {
			t.Errorf("%s %q: got %q, %v", c.typ, c.text, got, r.Diags)
		}
	}
}

// TestLongChains reads conditions with more parts than a person would write.
func TestLongChains(t *testing.T) {
	for _, op := range []string{" || ", " && "} {
		src := strings.Repeat("contact.score == 1"+op, 5000) + "contact.score == 2"
		r := load(t, Options{}, map[string]string{"x.hcl": "field \"contact\" \"x\" {\n  type = number\n  validation = " + src + "\n}\n"})
		if r.Diags.HasErrors() {
			t.Fatal(r.Diags[0].Summary)
		}
		if got := len(schema.Find[schema.Field](r.Architecture, "field.contact.x").Validation.Expr.(*expr.Logic).Parts); got != 5001 {
			t.Errorf("%q: %d parts", op, got)
		}
	}
}

// TestIrregularFiles finds a pipe, a link to a directory and a link to nothing beside the files.
func TestIrregularFiles(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.hcl"), []byte(prelude), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"loop.hcl": dir, "gone.hcl": filepath.Join(dir, "nowhere")} {
		if err := os.Symlink(target, filepath.Join(dir, name)); err != nil {
			t.Skip("no links here")
		}
	}
	socket, err := net.Listen("unix", filepath.Join(dir, "s.hcl"))
	if err != nil {
		t.Skip("no sockets here")
	}
	defer socket.Close()
	r := Load(dir, Options{})
	if len(r.Diags) != 1 || r.Diags[0].Code != diag.UnreadableIO || r.Diags[0].Subject.File != "gone.hcl" {
		t.Errorf("%v", r.Diags)
	}
}

func TestByteOrderMark(t *testing.T) {
	const mark = "\xef\xbb\xbf"
	for name, src := range map[string]string{"x.hcl": `role "z" { title = "Z" }`, "x.hcl.json": `{"role": {"z": {"title": "Z"}}}`} {
		r := load(t, Options{}, map[string]string{name: mark + src})
		if r.Diags.HasErrors() || schema.Find[schema.Role](r.Architecture, "role.z") == nil {
			t.Errorf("%s: %v", name, r.Diags)
		}
		if out, diags := FormatFile([]byte(mark+src), name); diags.HasErrors() || strings.HasPrefix(string(out), mark) {
			t.Errorf("%s: formatted to %q, %v", name, out, diags)
		}
	}
}
