package formula

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// ask is a formula about a record, for the engine.
type ask struct {
	Formula string         `json:"formula"`
	Types   any            `json:"types"`
	Values  map[string]any `json:"values"`
	Returns string         `json:"returns"` // boolean for ""
}

type answer struct {
	Value any    `json:"value"`
	Error string `json:"error"`
}

// evaluate has the independent engine evaluate formulas, all in one go.
func evaluate(t *testing.T, asks []ask) []answer {
	t.Helper()
	node := testtool.Find(t, "node")
	modules, err := filepath.Abs(filepath.Join("..", "..", "..", ".tools", "sformula"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(modules, "node_modules", "sformula")); err != nil {
		testtool.Missing(t, "the node module sformula")
	}
	var in bytes.Buffer
	enc := json.NewEncoder(&in)
	enc.SetEscapeHTML(false)
	for _, a := range asks {
		if a.Returns == "" {
			a.Returns = "boolean"
		}
		if err := enc.Encode(a); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.CommandContext(t.Context(), node, filepath.Join("testdata", "engine", "evaluate.mjs"))
	cmd.Env = append(os.Environ(), "MODULES="+filepath.Join(modules, "package.json"), "TZ=UTC")
	cmd.Stdin = &in
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	raw, err := cmd.Output()
	if err != nil {
		t.Fatalf("evaluate.mjs: %v\n%s", err, stderr.String())
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	if len(lines) != len(asks) {
		t.Fatalf("%d answers to %d formulas", len(lines), len(asks))
	}
	out := make([]answer, len(lines))
	for i, l := range lines {
		if err := json.Unmarshal([]byte(l), &out[i]); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

type typeDict map[string]any

func typeOf(name string) typeDict { return typeDict{"type": name} }

var engineTypes = map[Type]string{Number: "number", Currency: "number", Percent: "percent", Checkbox: "boolean", Date: "date", DateTime: "datetime",
	Picklist: "picklist", MultiselectPicklist: "multipicklist"}

// types are those of all fields that formulas about contacts name.
var types = func() typeDict {
	account := typeDict{"Lifecycle_Stage__c": typeOf("picklist")}
	out := typeDict{
		"ISNEW__": typeOf("boolean"), "TODAY__": typeOf("date"), "NOW__": typeOf("datetime"), "AccountId": typeOf("string"),
		"Lead_Score__c": typeOf("number"), "Deals__c": typeOf("number"), "Lifecycle_Stage__c": typeOf("picklist"), "Lifecycle_Stage__c__prior": typeOf("picklist"),
		"Lifecycle_Stage__c__changed": typeOf("boolean"),
		"Owner":                       typeDict{"type": "object", "properties": typeDict{"Username": typeOf("string")}},
		"Account":                     typeDict{"type": "object", "properties": account},
	}
	for n, f := range fieldDefs {
		name := engineTypes[f.org.Type]
		if name == "" {
			name = "string"
		}
		switch o, _, _ := strings.Cut(n, "."); o {
		case "contact":
			out[f.org.Name], out[f.org.Name+"__prior"], out[f.org.Name+"__changed"] = typeOf(name), typeOf(name), typeOf("boolean")
		case "company":
			account[f.org.Name] = typeOf(name)
		}
	}
	return out
}()

// asSalesforce is a value of ours as Salesforce's API has it.
func asSalesforce(field string, f Field, v any) any {
	switch v := v.(type) {
	case nil:
		if f.Type == LongTextArea { // the engine gives no length to what is missing; Salesforce gives 0
			return ""
		}
	case []string:
		return strings.Join(v, ";")
	case string:
		switch {
		case f.Type == DateTime:
			t, err := time.Parse(time.RFC3339, v)
			if err != nil {
				t, _ = time.Parse(time.DateOnly, v)
			}
			return t.UTC().Format("2006-01-02T15:04:05.000Z")
		case f.Type == Picklist:
			api, _ := org{}.Option("", field, v)
			return api
		}
	}
	return v
}

// stageValue is the picklist value of a stage.
func stageOf(flow, address string) any {
	for _, s := range flows[flow].Stages {
		if s.Address == address {
			return s.Value
		}
	}
	return nil
}

// values are those of a record, as formulas name them.
func (r *rec) values() map[string]any {
	account := map[string]any{}
	out := map[string]any{"ISNEW__": r.new, "TODAY__": r.now.Format(time.DateOnly), "NOW__": r.now.Format("2006-01-02T15:04:05.000Z"),
		"AccountId": nil, "Account": nil, "Owner": nil, "Lead_Score__c": r.score, "Deals__c": len(r.deals),
		"Lifecycle_Stage__c": stageOf("lifecycle.lead", r.stages["lifecycle.lead"])}
	for n, def := range fieldDefs {
		o, name, _ := strings.Cut(n, ".")
		f := def.org
		switch {
		case o == "company" && r.company != nil:
			account[f.Name] = asSalesforce(name, f, r.company.vals[name])
		case o == "contact":
			now := r.vals[name]
			was := r.prior[name]
			if r.new {
				was = now // PRIORVALUE of a new record is the value itself
			}
			a, b := asSalesforce(name, f, now), asSalesforce(name, f, was)
			out[f.Name], out[f.Name+"__prior"], out[f.Name+"__changed"] = a, b, a != b
		}
	}
	if r.company != nil {
		account["Lifecycle_Stage__c"] = stageOf("lifecycle.account", r.company.stages["lifecycle.account"])
		out["AccountId"], out["Account"] = "001000000000001", account
	}
	if o, ok := r.vals["owner"].(string); ok {
		username, _ := org{}.Option("contact", "owner", o)
		out["Owner"] = map[string]any{"Username": username}
	}
	return out
}

// cases are drawn formulas and records; each formula is asked about several.
const (
	drawnCriteria = 2500
	drawnRecords  = 3
)

// The formulas say what the evaluator says, by the judgement of an engine that neither of the two knows.
func TestFormulasAgreeWithAnIndependentEngine(t *testing.T) {
	type check struct {
		e      expr.Expr
		r      *rec
		refuse bool
		got    Result
	}
	var asks []ask
	var checks []check
	exact, refusals := 0, 0
	criteria, records := genCriterion(), genRecordOf()
	for i := range drawnCriteria {
		e := criteria.Example(i)
		for _, refuse := range []bool{false, true} {
			env := testEnv()
			env.Limit = Limit{Characters: 1 << 20, Bytes: 1 << 20}
			make := Compile
			if refuse {
				make = Refuse
			}
			got := make(e, env)
			if (got.Formula == "") == (got.Refused == nil) {
				t.Fatalf("%s: neither a formula nor a reason, or both: %+v", expr.Format(e), got)
			}
			if got.Formula == "" {
				refusals++
				continue
			}
			exact++
			for k := range drawnRecords {
				r := records.Example(i*drawnRecords + k)
				asks = append(asks, ask{Formula: got.Formula, Types: types, Values: r.values()})
				checks = append(checks, check{e, r, refuse, got})
			}
		}
	}
	hold := 0
	for i, a := range evaluate(t, asks) {
		c := checks[i]
		holds := expr.Truth(c.e, c.r)
		if holds {
			hold++
		}
		if formula, ok := a.Value.(bool); a.Error != "" || !ok || formula != (holds != c.refuse) {
			vals, _ := json.Marshal(asks[i].Values)
			t.Fatalf("%s\nis %v; refuse %v; formula\n%s\ngives %v %s\nfor %s\nthat is %+v", expr.Format(c.e), holds, c.refuse, c.got.Formula, a.Value, a.Error, vals, c.r)
		}
	}
	t.Logf("%d cases of %d formulas; in %d the criterion holds; %d refused", len(asks), exact, hold, refusals)
	if len(asks) < 10000 || hold < len(asks)/4 || hold > len(asks)*3/4 || refusals == 0 {
		t.Errorf("%d cases, of which %d hold, and %d refused: not enough of each", len(asks), hold, refusals)
	}
}
