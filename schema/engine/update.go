package engine

import (
	"fmt"
	"math"
	"net/mail"
	"net/url"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/expr"
)

// UpdateOptions say under which circumstances fields change.
type UpdateOptions struct {
	Now time.Time
	// Reason is a code given with the change, for a close date that moves out.
	Reason string
	// Create tells that the record is new: every required field must then have a value.
	Create bool
}

// UpdateRefusals tells why fields may not get new values; nil empties a field. rec is the record before
// the change, and stays as it is. What must hold:
//
//   - each field is in the catalog, or one that the CRM keeps itself (status, the field of a list of reasons, KEY_approval);
//   - each value fits its field's type and is one of its options, and no deprecated one that the record did not have;
//   - a required field is not emptied, and on a new record has a value;
//   - the field's validation, where it has a value, with all changes made;
//   - a new owner is in the directory and active;
//   - a close date guarded by a hygiene policy moves out only with a reason code, given with the change or in the list's field among the changes.
func UpdateRefusals(a *schema.Architecture, rec *Record, changes map[string]any, opts UpdateOptions) []Refusal {
	u := &updater{a: a, rec: rec, changes: changes, opts: opts}
	names := make([]string, 0, len(changes))
	for n := range changes {
		names = append(names, n)
	}
	sort.Strings(names)
	typed := true
	for _, n := range names {
		typed = u.value(n, changes[n]) && typed
	}
	if opts.Create {
		for _, f := range a.Fields {
			if _, given := changes[f.Name]; f.Object == rec.Object && f.Required && !given && Missing(rec.Fields[f.Name]) {
				u.required(f)
			}
		}
	}
	if typed {
		u.validations()
	}
	u.closeDate()
	return u.out
}

type updater struct {
	a       *schema.Architecture
	rec     *Record
	changes map[string]any
	opts    UpdateOptions
	out     []Refusal
}

func (u *updater) refuse(at schema.Address, k Kind, missing []schema.Address, format string, args ...any) {
	u.out = append(u.out, Refusal{Address: at, Name: written(at), Kind: k, Missing: missing, Message: fmt.Sprintf(format, args...)})
}

func (u *updater) required(f *schema.Field) {
	u.refuse(f.Address, Required, []schema.Address{f.Address}, "%s must have a value.", fieldWords(u.a, f.Address))
}

// value checks one new value alone; false when it does not fit its field.
func (u *updater) value(name string, v any) bool {
	addr := schema.FieldAddress(u.rec.Object, name)
	f := u.a.Field(u.rec.Object, name)
	if f == nil {
		if !made(u.a, u.rec.Object, name) {
			u.refuse(addr, Unknown, nil, "%s has no field %q.", objectLabel(u.a, u.rec.Object), name)
			return false
		}
		return true
	}
	if Missing(v) {
		if f.Required {
			u.required(f)
		}
		return true
	}
	if want := valueProblem(f, v); want != "" {
		u.refuse(addr, Type, nil, "%s cannot be %q: it is %s.", fieldWords(u.a, addr), formatValue(v), want)
		return false
	}
	if name == "owner" {
		if s, _ := v.(string); OwnerProblem(u.a, s) != "" {
			u.refuse(addr, Owner, nil, "%s", OwnerProblem(u.a, s))
		}
		return true
	}
	if f.Type.Kind != "enum" && f.Type.Kind != "multi_enum" {
		return true
	}
	before := texts(u.rec.Fields[name])
	for _, o := range texts(v) {
		if !slices.Contains(f.Type.Options, o) {
			u.refuse(addr, Option, nil, "%s cannot be %q; the options are %s.", fieldWords(u.a, addr), o, diag.Join(f.Type.Options, "and"))
			return false
		}
		for _, d := range f.Options {
			if d.Value == o && d.Deprecated && !slices.Contains(before, o) {
				u.refuse(addr, Option, nil, "%s is no longer set to %q; the option is kept for old records only.", fieldWords(u.a, addr), o)
			}
		}
	}
	return true
}

// made tells whether the CRM keeps a field that the catalog does not list.
func made(a *schema.Architecture, object, name string) bool {
	if name == "status" {
		return slices.ContainsFunc(a.Statuses, func(s *schema.Status) bool { return s.Object == object })
	}
	for _, p := range a.Approvals {
		if p.Address.Key()+"_approval" == name && p.Object.Name() == object {
			return true
		}
	}
	return slices.ContainsFunc(a.Reasons, func(r *schema.Reasons) bool {
		return ReasonField(r, object) == schema.FieldAddress(object, name)
	})
}

// valueProblem says what a field is when a value does not fit its type; "" when it does.
func valueProblem(f *schema.Field, v any) string {
	s, isText := v.(string)
	var ok bool
	want := "a text"
	switch f.Type.Kind {
	case "number", "currency", "percent":
		want = "a number"
		switch n := v.(type) {
		case float64:
			ok = !math.IsNaN(n) && !math.IsInf(n, 0)
		case int, int64:
			ok = true
		}
	case "bool":
		want = "true or false"
		_, ok = v.(bool)
	case "date", "datetime":
		want = "a date such as 2026-03-31"
		if f.Type.Kind == "datetime" {
			want = "a time such as 2026-03-31T09:00:00Z"
		}
		_, ok = timeOf(v)
	case "email":
		want = "an e-mail address"
		if isText {
			p, err := mail.ParseAddress(s)
			ok = err == nil && p.Address == s
		}
	case "url":
		want = "a web address that starts with http:// or https://"
		if isText {
			p, err := url.Parse(s)
			ok = err == nil && p.Host != "" && (p.Scheme == "http" || p.Scheme == "https")
		}
	case "phone":
		want = "a telephone number"
		ok = isText && strings.ContainsAny(s, "0123456789")
	case "multi_enum":
		want = "a list of options"
		switch l := v.(type) {
		case []string:
			ok = true
		case []any:
			ok = len(texts(l)) == len(l)
		}
	default:
		ok = isText
	}
	if ok {
		return ""
	}
	return want
}

// validations checks the conditions of the fields concerned, with all changes made.
func (u *updater) validations() {
	after := u.rec.Clone()
	prior := map[string]any{}
	for n, v := range u.changes {
		prior[n] = u.rec.Fields[n]
		after.Fields[n] = v
	}
	if o, ok := u.changes["owner"].(string); ok {
		prior["owner"], after.Owner = u.rec.Owner, o
	}
	env := NewEnv(u.a, after, u.opts.Now).WithPrior(prior)
	for _, f := range u.a.Fields {
		if f.Object != u.rec.Object || f.Validation.IsZero() || Missing(after.Fields[f.Name]) || !u.concerns(f) || expr.Truth(f.Validation.Expr, env) {
			continue
		}
		why := f.Message
		if why == "" {
			why = sentence(u.a, f.Validation, "")
		}
		u.refuse(f.Address, Validation, nil, "%s cannot be %q: %s", fieldWords(u.a, f.Address), formatValue(after.Fields[f.Name]), stop(why))
	}
}

// concerns tells whether a change touches a field or what its validation reads.
func (u *updater) concerns(f *schema.Field) bool {
	if _, ok := u.changes[f.Name]; ok {
		return true
	}
	for _, x := range expr.Fields(f.Validation.Expr) {
		if _, ok := u.changes[x.Name]; ok && x.Object == u.rec.Object {
			return true
		}
	}
	return false
}

// closeDate asks for a reason when a guarded close date moves out.
func (u *updater) closeDate() {
	for _, h := range u.a.Hygienes {
		if h.Object.Name() != u.rec.Object || h.CloseDatePush == "" || h.CloseDate == "" {
			continue
		}
		name := h.CloseDate.Name()
		before, ok1 := timeOf(u.rec.Fields[name])
		after, ok2 := timeOf(u.changes[name])
		list := schema.Find[schema.Reasons](u.a, h.CloseDatePush)
		if !ok1 || !ok2 || !after.After(before) || list == nil {
			continue
		}
		field := ReasonField(list, u.rec.Object)
		given := u.opts.Reason
		if given == "" {
			given = strings.Join(texts(u.changes[field.Name()]), ",")
		}
		var codes []string
		for _, c := range list.Codes {
			codes = append(codes, c.Name)
		}
		if slices.Contains(codes, given) {
			continue
		}
		u.refuse(h.Address, ClosePush, []schema.Address{field}, "%s moves out from %s to %s; say why (%s): one of %s.",
			fieldWords(u.a, h.CloseDate), before.Format(time.DateOnly), after.Format(time.DateOnly), titleOf(u.a, list.Address), diag.Join(codes, "or"))
		u.out[len(u.out)-1].Name = string(ClosePush)
	}
}
