package planner

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Confirmed, in BuildOptions.Require, demands that every definition that the plan
// configures is agreed: state = "confirmed".
const Confirmed = "confirmed"

// require refuses a plan that configures definitions which are still assumed.
// What is deleted or forgotten needs no agreement on what it was.
func (b *build) require() {
	for _, r := range b.Require {
		if r != Confirmed {
			b.diags.Errorf(diag.Usage, diag.Range{}, fmt.Sprintf("Nothing is called %q that could be required", r), "Require %q.", Confirmed)
			return
		}
	}
	if len(b.Require) == 0 {
		return
	}
	var told []schema.Address
	for _, c := range b.plan.Changes {
		if c.Action == Delete || c.Action == Forget {
			continue
		}
		d := assumed(b.Arch, c.Origin)
		if d == nil || slices.Contains(told, d.Base().Address) {
			continue
		}
		m := d.Base()
		told = append(told, m.Address)
		b.diags.Add(diag.Diagnostic{Code: diag.Unconfirmed, Severity: diag.Error, Subject: m.At("state"), Address: string(m.Address),
			Summary: fmt.Sprintf("%s is still assumed", schema.Title(d)),
			Detail:  `Only agreed definitions may be configured here. Have it agreed and set state = "confirmed", or plan without requiring it.`})
	}
}

// assumed finds the definition that an address is or belongs to, when it is still assumed.
func assumed(a *schema.Architecture, addr schema.Address) schema.Block {
	for ; addr != ""; addr = addr.Holder() {
		b := a.Lookup(addr)
		if b == nil {
			continue
		}
		if s := reflect.ValueOf(b).Elem().FieldByName("State"); s.IsValid() && s.Kind() == reflect.String {
			if s.String() == "assumed" {
				return b
			}
			return nil
		}
	}
	return nil
}
