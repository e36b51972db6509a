package formula

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// emulated is an org with the fields of the tests.
func emulated(t *testing.T) *emulator.Org {
	t.Helper()
	sizes := map[Type]string{Text: "<length>255</length>", LongTextArea: "<length>1000</length><visibleLines>3</visibleLines>", Number: "<precision>18</precision><scale>2</scale>",
		Currency: "<precision>18</precision><scale>2</scale>", Percent: "<precision>18</precision><scale>2</scale>", Checkbox: "<defaultValue>false</defaultValue>",
		Picklist: "<valueSet><valueSetDefinition><sorted>false</sorted><value><fullName>x</fullName><default>false</default></value></valueSetDefinition></valueSet>"}
	sizes[MultiselectPicklist] = sizes[Picklist] + "<visibleLines>4</visibleLines>"
	objects := map[string]string{"contact": "Contact", "company": "Account"}
	fields := map[string]string{}
	add := func(object string, f Field) {
		if !strings.HasSuffix(f.Name, "__c") || objects[object] == "" || strings.Contains(fields[object], ">"+f.Name+"<") {
			return
		}
		kind, more := f.Type, sizes[f.Type]
		if kind == Lookup {
			more = "<referenceTo>User</referenceTo><relationshipName>" + strings.TrimSuffix(f.Name, "__c") + "s</relationshipName>"
		}
		fields[object] += fmt.Sprintf("<fields><fullName>%s</fullName><label>%s</label>%s<type>%s</type></fields>", f.Name, f.Name, more, kind)
	}
	for _, n := range fieldNames {
		object, _, _ := strings.Cut(n, ".")
		add(object, fieldDefs[n].org)
	}
	for _, object := range []string{"contact", "company"} {
		add(object, Field{Name: "Lifecycle_Stage__c", Type: Picklist})
	}
	add("contact", Field{Name: "Lead_Score__c", Type: Number})
	add("contact", Field{Name: "Deals__c", Type: Number})
	o := emulator.Empty(emulator.Clock(func() time.Time { return testNow }))
	files := map[string]string{}
	for object, name := range objects {
		files["objects/"+name+".object"] = `<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">` + fields[object] + `</CustomObject>`
	}
	if err := o.Seed(files); err != nil {
		t.Fatal(err)
	}
	return o
}

// stored are the values of a record as an org keeps them: fields of its own, and the ids of its account and owner.
func (r *rec) stored(t *testing.T, o *emulator.Org, users map[string]string) (now, prior map[string]any) {
	t.Helper()
	now = map[string]any{}
	if !r.new {
		prior = map[string]any{}
	}
	all := r.values()
	put := func(into map[string]any, f Field, v any) {
		if into == nil || f.Name == "Wrong__c" {
			return
		}
		if name, ok := v.(string); ok && f.Type == Lookup {
			v = users[name]
		}
		into[f.Name] = v
	}
	for n, def := range fieldDefs {
		object, name, _ := strings.Cut(n, ".")
		if object == "contact" {
			put(now, def.org, asSalesforce(name, def.org, r.vals[name]))
			put(prior, def.org, asSalesforce(name, def.org, r.prior[name]))
		}
	}
	for _, into := range []map[string]any{now, prior} {
		if into == nil {
			continue
		}
		into["Lifecycle_Stage__c"], into["Deals__c"] = all["Lifecycle_Stage__c"], all["Deals__c"]
		if r.score != nil {
			into["Lead_Score__c"] = *r.score
		}
	}
	if account, ok := all["Account"].(map[string]any); ok {
		account["Id"] = "001000000000001AAA"
		id, err := o.Put("Account", account)
		if err != nil {
			t.Fatal(err)
		}
		now["AccountId"] = id
	}
	return now, prior
}

// The emulated org takes every formula that is written, and finds of each what the criterion says.
func TestFormulasHoldInTheEmulatedOrg(t *testing.T) {
	o := emulated(t)
	users := map[string]string{}
	for _, name := range []string{"ann", "bob"} {
		users[name] = o.AddUser(name + "@example.com").ID
	}
	criteria, records := genCriterion(), genRecordOf()
	cases := 0
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
			if got.Formula == "" {
				continue
			}
			for k := range drawnRecords {
				r := records.Example(i*drawnRecords + k)
				now, prior := r.stored(t, o, users)
				v, err := o.Evaluate("Contact", got.Formula, now, prior)
				formula, ok := v.(bool)
				if holds := expr.Truth(e, r); err != nil || !ok || formula != (holds != refuse) {
					t.Fatalf("%s\nis %v; refuse %v; formula\n%s\ngives %v %v\nfor %v\nthat was %v", expr.Format(e), holds, refuse, got.Formula, v, err, now, prior)
				}
				cases++
			}
		}
	}
	if cases < drawnCriteria*drawnRecords {
		t.Errorf("only %d cases", cases)
	}
}
