package signoff

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"reflect"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// Definition is something that can be signed: a block that is assumed or confirmed.
type Definition struct {
	Address schema.Address
	Kind    string // "stage"
	Title   string
	Group   string // heading in lists: "Lead lifecycle", "Handoffs"
	State   string // assumed or confirmed
	Digest  string
	// RestsOn are the blocks that are part of the definition's meaning; see Digest.
	RestsOn []schema.Address
	Block   schema.Block
}

// Definitions lists what can be signed, in the order of the architecture. It must be indexed.
func Definitions(a *schema.Architecture) []Definition {
	var out []Definition
	for kind, b := range a.Blocks() {
		state, ok := stateOf(b)
		if !ok {
			continue
		}
		out = append(out, Definition{Address: b.Base().Address, Kind: kind, Title: schema.Title(b),
			Group: groupOf(a, kind, b.Base().Address), State: state.String(),
			Digest: Digest(a, b), RestsOn: restsOn(a, b), Block: b})
	}
	return out
}

// groups are the headings of definitions that are not stages.
var groups = map[string]string{"handoff": "Handoffs", "scoring": "Scoring models", "automation": "Automations", "term": "Terms"}

func groupOf(a *schema.Architecture, kind string, addr schema.Address) string {
	if t := a.Track(addr); kind == "stage" && t != nil {
		return t.Label()
	}
	if g := groups[kind]; g != "" {
		return g
	}
	return schema.Label("", kind)
}

// StateOf tells whether a block is assumed or confirmed; false for one that is never agreed upon.
func StateOf(b schema.Block) (string, bool) {
	state, ok := stateOf(b)
	if !ok {
		return "", false
	}
	return state.String(), true
}

// stateOf finds the attribute that says whether a block is agreed.
func stateOf(b schema.Block) (reflect.Value, bool) {
	v := reflect.ValueOf(b).Elem()
	attr := schema.DefOf(v.Type(), "").Attr("state")
	if attr == nil || !slices.Contains(attr.Enum, "confirmed") {
		return reflect.Value{}, false
	}
	return v.FieldByIndex(attr.Index), true
}

// Digest is the SHA-256, in hex, of what a signature is for: the meaning of the
// definition with everything inside it (schema.Digest), without its state, which
// the signatures decide, and of the blocks that it rests on. These are the clocks (sla) and score
// thresholds that it names: they have no signature of their own, and a handoff with another
// limit or a stage with another threshold is another promise. Fields, reason codes, roles,
// queues and calendars are named by the definition and governed elsewhere; changing
// an option of a picklist or a holiday leaves signatures as they are.
func Digest(a *schema.Architecture, b schema.Block) string {
	v := reflect.ValueOf(b).Elem()
	c := reflect.New(v.Type())
	c.Elem().Set(v)
	bare := c.Interface().(schema.Block)
	if state, ok := stateOf(bare); ok {
		state.SetString("")
	}
	schema.Language() // defines every block type under its name
	h := sha256.New()
	fmt.Fprintf(h, "definition %s\n", schema.Digest(bare))
	for _, addr := range restsOn(a, b) {
		fmt.Fprintf(h, "rests on %s\n", schema.Digest(a.Lookup(addr)))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// restsOn lists the clocks and thresholds that a block and what it rests on name, sorted.
func restsOn(a *schema.Architecture, b schema.Block) []schema.Address {
	var out []schema.Address
	var visit func(v reflect.Value)
	add := func(addr schema.Address) {
		switch x := a.Lookup(addr).(type) {
		case *schema.SLA, *schema.Threshold:
			if !addr.Within(b.Base().Address) && !slices.Contains(out, addr) {
				out = append(out, addr)
				visit(reflect.ValueOf(x).Elem())
			}
		}
	}
	visit = func(v reflect.Value) {
		switch x := v.Interface().(type) {
		case schema.Meta:
			return
		case schema.Address:
			add(x)
			return
		case schema.Criterion:
			expr.Walk(x.Expr, func(e expr.Expr) bool {
				if m, ok := e.(*expr.Meets); ok {
					add(schema.Address(m.Scoring + ".threshold." + m.Threshold))
				}
				return true
			})
			return
		}
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				visit(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				visit(v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					visit(v.Field(i))
				}
			}
		}
	}
	visit(reflect.ValueOf(b).Elem())
	slices.Sort(out)
	return out
}

// Of finds the definition that an address is or belongs to; ok is false when there is none.
func Of(a *schema.Architecture, addr schema.Address) (def schema.Address, ok bool) {
	for ; addr != ""; addr = addr.Holder() {
		if b := a.Lookup(addr); b != nil {
			if _, ok := stateOf(b); ok {
				return addr, true
			}
		}
	}
	return "", false
}
