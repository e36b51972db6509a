package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/mail"
	"net/url"
	"reflect"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// statusField is the field that holds an object's working state, unless its catalog has one of that name.
const statusField = "status"

// property finds a field that people may write: of the catalog, by its name or
// internal name, or one that the CRM makes itself for statuses and reason codes.
func property(a *schema.Architecture, object, name string) *schema.Field {
	if f := schema.Find[schema.Field](a, schema.FieldAddress(object, name)); f != nil && !slices.Contains(schema.BuiltinFields(), name) {
		return f
	}
	for _, f := range a.Fields {
		if f.Object == object && propertyOf(f) == name {
			return f
		}
	}
	for _, f := range madeFields(a, object) {
		if f.Name == name {
			return f
		}
	}
	return nil
}

// madeFields are the fields that the CRM keeps for statuses, for lists of reasons that name no field, and for the deal desk's answers.
func madeFields(a *schema.Architecture, object string) []*schema.Field {
	var out []*schema.Field
	add := func(name, label string, options []string) {
		if a.Field(object, name) == nil && len(options) > 0 {
			f := &schema.Field{Object: object, Name: name, Label: label, Type: schema.FieldType{Kind: "enum", Options: options}}
			f.Address = schema.FieldAddress(object, name)
			out = append(out, f)
		}
	}
	var states []string
	for _, s := range a.Statuses {
		if s.Object == object {
			states = append(states, s.Name)
		}
	}
	add(statusField, "Status", states)
	for _, r := range a.Reasons {
		if r.Field == "" && (r.Object == "" || r.Object.Name() == object) {
			add(r.Name, schema.Label(r.Title, r.Name), reasonCodes(r))
		}
	}
	for _, p := range a.Approvals {
		if p.Object == "" || p.Object.Name() == object {
			add(p.Address.Key()+"_approval", schema.Label(p.Title, p.Name), []string{"requested", "approved", "rejected"})
		}
	}
	return out
}

func reasonCodes(r *schema.Reasons) []string {
	out := make([]string, len(r.Codes))
	for i, c := range r.Codes {
		out[i] = c.Name
	}
	return out
}

// propertyNames lists what people may write on an object; for suggestions.
func propertyNames(a *schema.Architecture, object string) []string {
	var out []string
	for _, f := range append(slices.Clone(a.Fields), madeFields(a, object)...) {
		if f.Object == object {
			out = append(out, f.Name)
		}
	}
	sort.Strings(out)
	return out
}

// setProps checks values and writes them to a record: history, and the events
// that follow. reason is the code given with the change, if any. What no rule
// forbids but makes no sense is an error of kind Invalid, what a rule forbids is Refused.
func (w *work) setProps(r *row, values map[string]any, reason string, created bool) error {
	next := map[string]any{}
	for name, v := range values {
		f, err := w.writable(r.object, name)
		if err != nil {
			return err
		}
		if v, err = w.fit(f, v); err != nil {
			return err
		}
		next[f.Name] = v
	}
	for _, child := range w.scoredChildren(r.object) { // know their thresholds before the change
		if err := w.onRelated(r, child, func(*row) error { return nil }); err != nil {
			return err
		}
	}
	w.keepPushReason(r, next, reason)
	found := engine.UpdateRefusals(w.a, w.record(r), next, engine.UpdateOptions{Now: w.now, Reason: reason, Create: created})
	if len(found) > 0 {
		return &Refused{Refusals: refusalsOf(found)}
	}
	changed := false
	for _, n := range slices.Sorted(maps.Keys(next)) {
		old := r.props[n]
		if reflect.DeepEqual(old, next[n]) {
			continue
		}
		changed = true
		put(r.props, n, next[n])
		if !created {
			detail := map[string]any{"field": n, "old": old, "new": next[n]}
			if reason != "" {
				detail["reason"] = reason
			}
			if err := w.note(r.id, "changed", detail, ""); err != nil {
				return err
			}
		}
		w.fieldEvents(r, n, next[n], created)
	}
	if !changed {
		return nil
	}
	return w.save(r)
}

func put(m map[string]any, k string, v any) {
	if v == nil {
		delete(m, k)
		return
	}
	m[k] = v
}

// fieldEvents queues what a new value sets off. The values that a record is created with are set, not changed.
func (w *work) fieldEvents(r *row, name string, after any, created bool) {
	field := schema.FieldAddress(r.object, name)
	if !created {
		w.happens(occurrence{row: r, kind: "changed", target: field})
	}
	if after != nil {
		w.happens(occurrence{row: r, kind: "set", target: field})
	}
}

// writable finds a field that may be written as a property.
func (w *work) writable(object, name string) (*schema.Field, error) {
	if slices.Contains(schema.BuiltinFields(), name) {
		return nil, invalid(name, "%s is kept by the CRM itself; an owner is set apart, the rest cannot be set", name)
	}
	for _, t := range w.a.Tracks() {
		if t.Object == object && (t.PropertyName() == name) {
			return nil, invalid(name, "%s holds the stage of %s; move the record instead", name, t.Label())
		}
	}
	if f := property(w.a, object, name); f != nil {
		return f, nil
	}
	return nil, invalid(name, "%s has no property %q.%s", object, name, diag.DidYouMean(name, propertyNames(w.a, object)))
}

// fit brings a value into the form in which its type is kept; nil for none.
func (w *work) fit(f *schema.Field, v any) (any, error) {
	if n, ok := v.(json.Number); ok {
		v = n.String()
		if x, err := n.Float64(); err == nil {
			v = x
		}
	}
	switch x := v.(type) {
	case nil:
		return nil, nil
	case int:
		v = float64(x)
	case int64:
		v = float64(x)
	case time.Time:
		v = x.UTC().Format(time.RFC3339)
		if f.Type.Kind == "date" {
			v = x.Format(time.DateOnly)
		}
	case []string:
		list := make([]any, len(x))
		for i, s := range x {
			list[i] = s
		}
		v = list
	case string:
		if x == "" {
			return nil, nil
		}
	}
	want := func(what string) (any, error) {
		return nil, invalid(f.Name, "%s must be %s, not %s", schema.Label(f.Label, f.Name), what, say(v))
	}
	s, isText := v.(string)
	switch f.Type.Kind {
	case "number", "currency", "percent":
		if isText {
			if n, err := strconv.ParseFloat(s, 64); err == nil {
				v = n
			}
		}
		if n, ok := v.(float64); ok && !math.IsNaN(n) && !math.IsInf(n, 0) {
			return n, nil
		}
		return want("a number")
	case "bool":
		if isText && (s == "true" || s == "false") {
			return s == "true", nil
		}
		if _, ok := v.(bool); ok {
			return v, nil
		}
		return want("true or false")
	case "date":
		if t, err := time.Parse(time.DateOnly, s); err == nil {
			return t.Format(time.DateOnly), nil
		}
		return want("a day such as 2026-03-31")
	case "datetime":
		for _, layout := range []string{time.RFC3339, time.DateOnly} {
			if t, err := time.Parse(layout, s); err == nil {
				return t.UTC().Format(time.RFC3339), nil
			}
		}
		return want("a time such as 2026-03-31T09:00:00Z")
	case "enum":
		if isText && slices.Contains(f.Type.Options, s) {
			return s, nil
		}
		return want("one of " + strings.Join(f.Type.Options, ", "))
	case "multi_enum":
		list, ok := v.([]any)
		if isText {
			list, ok = []any{s}, true
		}
		for _, o := range list {
			if t, isText := o.(string); !isText || !slices.Contains(f.Type.Options, t) {
				ok = false
			}
		}
		if !ok {
			return want("a list of " + strings.Join(f.Type.Options, ", "))
		}
		if len(list) == 0 {
			return nil, nil
		}
		return list, nil
	}
	if n, ok := v.(float64); ok && f.Type.Kind == "reference" {
		s, isText = strconv.FormatInt(int64(n), 10), true
	}
	if !isText {
		return want("text")
	}
	switch f.Type.Kind {
	case "email":
		if a, err := mail.ParseAddress(s); err != nil || a.Address != s {
			return want("an e-mail address")
		}
	case "url":
		if u, err := url.Parse(s); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return want("an address that starts with https://")
		}
	case "user":
		if known := w.identities(); len(known) > 0 && !slices.Contains(known, s) {
			return want("somebody in the directory")
		}
	case "reference":
		var object string
		if w.tx.QueryRowContext(w.ctx, `SELECT object FROM records WHERE id = ?`, s).Scan(&object) != nil || object != f.Type.Object {
			return want("the id of a " + f.Type.Object)
		}
	}
	return s, nil
}

func say(v any) string {
	if s, ok := v.(string); ok {
		return strconv.Quote(s)
	}
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("%T", v)
	}
	return string(b)
}

// identities lists everybody in the directory.
func (w *work) identities() []string {
	var out []string
	for _, t := range w.a.Teams {
		for _, m := range t.Members {
			out = append(out, m.Identity)
		}
	}
	return out
}

// keepPushReason writes the code given for a close date that moves out into its field.
func (w *work) keepPushReason(r *row, next map[string]any, reason string) {
	for _, h := range w.a.Hygienes {
		list := schema.Find[schema.Reasons](w.a, h.CloseDatePush)
		if list == nil || h.Object.Name() != r.object || !slices.Contains(reasonCodes(list), reason) {
			continue
		}
		was, _ := r.props[h.CloseDate.Name()].(string)
		if is, _ := next[h.CloseDate.Name()].(string); was != "" && is > was {
			if f := engine.ReasonField(list, r.object); strings.HasPrefix(string(f), "field."+r.object+".") {
				next[f.Name()] = reason
			}
		}
	}
}
