package formula

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// ref writes a field as formulas of this use name it.
func (b *builder) ref(path string) string {
	if b.env.Use == Entry {
		return "{!$Record." + path + "}"
	}
	return path
}

// reach is a field as formulas of the object name it. own is what tells that the record has
// a parent, for values that are never blank themselves.
func (b *builder) reach(part expr.Expr, object string, f Field) (path string, own *cond, bad *cond) {
	if f.Type.long() && b.env.Use == Column {
		return "", nil, lose(part, f.Name+" is a long text, which formula fields do not see.", "Make it a text of up to 255 characters, or ask in a validation rule or flow.")
	}
	if object == b.env.Object {
		return b.ref(f.Name), yes, nil
	}
	p, ok := b.env.Org.Parent(b.env.Object, object)
	if !ok {
		return "", nil, lose(part, fmt.Sprintf("Records of %s have no relationship to one of %s that formulas can follow.", b.env.Object, object),
			"Add a lookup field, or let a flow copy the value into a field of the record.")
	}
	if p.Path == "" { // the record holds the other one's facts itself, as a lead does of its company
		return b.ref(f.Name), yes, nil
	}
	return b.ref(p.Path + "." + f.Name), notBlank(b.ref(p.Key)), nil
}

// before is the value that the path had before the change, with what tells that there was one.
func (b *builder) before(part expr.Expr, object, path string) (string, *cond, *cond) {
	switch {
	case b.env.Use == Column:
		return "", nil, lose(part, "Formula fields see how a record is, not how it was.", "Ask in a validation rule or in the entry condition of a flow.")
	case object != b.env.Object:
		return "", nil, lose(part, "Formulas see the value before a change only of the record that is saved.", "Ask in a rule or flow of that object.")
	}
	return "PRIORVALUE(" + path + ")", leaf("NOT(ISNEW())"), nil
}

// field is the value of a field, or the one before the change.
func (b *builder) field(n *expr.Field, prior bool) value {
	f, ok := b.env.Org.Field(n.Object, n.Name)
	if !ok {
		return gone(n, "The org has no field for this.", `Create it, or name the one to use with crm = { salesforce = "…" } in its field block.`)
	}
	path, own, bad := b.reach(n, n.Object, f)
	was := yes
	if bad == nil && prior {
		path, was, bad = b.before(n, n.Object, path)
	}
	if bad != nil {
		return value{lost: bad, set: no}
	}
	out := b.typed(n, f, path, own, prior)
	if out.lost == nil && was != yes {
		out.set, out.was, out.plain = all(was, out.set), was, false
	}
	return out
}

// typed takes a field of the org for the type that it has with us.
func (b *builder) typed(n *expr.Field, f Field, path string, own *cond, prior bool) value {
	switch k := n.Typ.Kind; {
	case k == expr.Number && f.Type == Percent:
		// 50 % is 0.5 in formulas.
		return value{kind: k, text: "(" + path + " * 100)", set: notBlank(path)}
	case k == expr.Number && f.Type.number():
		return plain(k, path)
	case k == expr.Bool && f.Type == Checkbox:
		return value{kind: k, truth: leaf(path), set: own, field: n}
	case k == expr.Date && f.Type == Date, k == expr.DateTime && f.Type == DateTime:
		return plain(k, path)
	case k == expr.DateTime && f.Type == Date:
		return value{kind: k, text: "DATETIMEVALUE(" + path + ")", set: notBlank(path)}
	case k == expr.Date && f.Type == DateTime:
		return gone(n, f.Name+" is a time in Salesforce, and the day of a time depends on the time zone.", "Use a date field where the day matters.")
	case k == expr.Options && f.Type == MultiselectPicklist:
		return value{kind: k, text: path, set: notBlank(path), field: n}
	case f.Type.lookup() && (k == expr.Ref || k == expr.Text || k == expr.Option):
		v := value{kind: expr.Ref, text: path, set: notBlank(path), field: n}
		if f.Key != "" && !prior {
			v.key = strings.TrimSuffix(path, f.Name) + f.Key
			if b.env.Use == Entry {
				v.key = strings.TrimSuffix(path, f.Name+"}") + f.Key + "}"
			}
		}
		return v
	case (k == expr.Text || k == expr.Option || k == expr.Ref) && f.Type == Picklist:
		return b.picked(n, path)
	case (k == expr.Text || k == expr.Option || k == expr.Ref) && f.Type.long():
		// ISBLANK does not take long texts.
		return value{kind: expr.Text, text: path, set: either("LEN("+path+") > 0", "LEN("+path+") = 0"), field: n}
	case (k == expr.Text || k == expr.Option || k == expr.Ref) && f.Type.text():
		v := plain(expr.Text, path)
		v.field = n
		return v
	}
	return gone(n, fmt.Sprintf("%s is a field of type %s in Salesforce, and the criterion takes it for %s.", f.Name, f.Type, kindWords[n.Typ.Kind]),
		"Change the type of the field, so that the two agree.")
}

var kindWords = map[expr.Kind]string{expr.Bool: "yes or no", expr.Number: "a number", expr.Text: "a text", expr.Date: "a date", expr.DateTime: "a time",
	expr.Option: "one option", expr.Options: "several options", expr.Ref: "a record or user", expr.Stage: "a stage"}

// picked is a picklist as a text, in our words for its values.
func (b *builder) picked(n *expr.Field, path string) value {
	set := notBlank("TEXT(" + path + ")")
	out := value{kind: expr.Text, text: "TEXT(" + path + ")", set: set, plain: true, pick: path, field: n}
	var cases []string
	same := true
	for _, o := range n.Typ.Options {
		api, ok := b.env.Org.Option(n.Object, n.Name, o)
		from, ok1 := quote(api)
		to, ok2 := quote(o)
		if !ok || !ok1 || !ok2 {
			continue
		}
		same = same && api == o
		cases = append(cases, from, to)
	}
	if !same {
		out.text, out.plain = "CASE("+path+", "+strings.Join(cases, ", ")+", TEXT("+path+"))", false
	}
	return out
}

// score is the value of a scoring dimension.
func (b *builder) score(n *expr.Score) value {
	object, f, ok := b.env.Org.Score(n.Scoring, n.Dimension)
	if !ok || !f.Type.number() {
		return gone(n, "The org has no number field that holds this score.", "Give the dimension of the scoring a field.")
	}
	path, _, bad := b.reach(n, object, f)
	if bad != nil {
		return value{lost: bad, set: no}
	}
	return plain(expr.Number, path)
}
