package salesforce

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/formula"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// demanded are fields that Salesforce itself demands of every record. Source: Object Reference for the Salesforce Platform.
var demanded = []string{"Lead.LastName", "Lead.Company", "Lead.Status", "Contact.LastName", "Account.Name", "Opportunity.Name", "Opportunity.CloseDate", "Opportunity.StageName"}

// field makes rules of what a field demands of its values.
func (k *gatekeeper) field(f *schema.Field) {
	own := &expr.Field{Node: expr.Node{Typ: f.Type.Expr()}, Object: f.Object, Name: f.Name}
	title := schema.Title(f)
	if f.Required {
		var on []string
		c := k.claim(f.Address, "must have a value")
		for _, sobject := range k.names.all(f.Object) {
			switch {
			case k.universal(f, sobject):
				c.kept(fmt.Sprintf("The field is required on %s: a record without a value is refused, whoever writes it.", sobject))
			case slices.Contains(demanded, sobject+"."+k.fieldOn(sobject, f)):
				c.kept(fmt.Sprintf("Salesforce itself demands it of every %s.", sobject))
			default:
				on = append(on, sobject)
			}
		}
		if on != nil {
			k.demand(demand{claims: []*ruling{c}, meta: &f.Meta, part: "required", name: f.Name + "_Required", what: "Required field", words: title + " must have a value", object: f.Object, on: on,
				gates: func(m moment) []formula.Gate { return []formula.Gate{m.must(isSet(own), m.Saving(own))} }})
		}
	}
	if f.Validation.IsZero() {
		return
	}
	read := []expr.Expr{own}
	for _, x := range expr.Fields(f.Validation.Expr) {
		if x.Object == f.Object && x.Name != f.Name {
			read = append(read, x)
		}
	}
	k.demand(demand{claims: []*ruling{k.claim(f.Address, expr.Format(f.Validation.Expr))}, meta: &f.Meta, part: "valid", name: f.Name + "_Valid", what: "Condition of a field",
		words: f.Message, ask: fmt.Sprintf("“%s” needs it", title), object: f.Object,
		gates: func(m moment) []formula.Gate {
			return []formula.Gate{m.must(f.Validation.Expr, m.When(isSet(own)), m.Saving(read...))}
		}})
}

// hygiene demands a reason of close dates that move out. The rest of a policy is people's work.
func (k *gatekeeper) hygiene(h *schema.Hygiene) {
	if h.CloseDatePush != "" && h.CloseDate != "" {
		c := k.claim(h.Address, "a reason to move the close date out")
		date := k.fieldOf(h.CloseDate)
		before := &expr.Call{Node: expr.Node{Typ: date.Type()}, Func: "prior", Args: []expr.Expr{date}}
		later := &expr.Compare{Node: truthNode, Op: expr.Gt, L: date, R: before}
		k.demand(demand{claims: []*ruling{c}, meta: &h.Meta, part: "close_date", name: h.Name + "_Close_Date", what: "Reason of a hygiene policy",
			words: fmt.Sprintf("The date moves out; say why: %s", k.listNames([]schema.Address{h.CloseDatePush})), object: h.Object.Name(),
			gates: func(m moment) []formula.Gate {
				return []formula.Gate{m.must(k.oneOf(h.Object.Name(), h.CloseDatePush), m.When(later))}
			}})
		if len(c.gaps) == 0 {
			c.kept("A code that stands there from an earlier move passes, too: a formula does not see that it was meant anew.")
		}
	}
	k.claim(h.Address, "clean data").byHand("Salesforce suggests duplicates once people have switched duplicate rules on; people merge them and do the audit.")
}
