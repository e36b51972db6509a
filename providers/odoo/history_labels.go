package odoo

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
)

const (
	// labelsKey begins the names of the parameters in which an apply keeps what the options of a field were called before: Odoo logs
	// labels. MODEL/FIELD follows.
	labelsKey = "stagecraft.labels."
)

// formerLabel is what an option was called until a time, that of its last label or of its end.
type formerLabel struct {
	Value string `json:"value"`
	Label string `json:"label"`
	Until string `json:"until"` // as Odoo writes times
}

// labelsOf are the labels of options by value.
func labelsOf(list []*option) map[string]string {
	out := map[string]string{}
	for _, o := range list {
		out[o.value] = o.label
	}
	return out
}

// keepLabels keeps those that options of a field had before they were written.
func keepLabels(ctx context.Context, c *api.Client, field string, id int64, was, is map[string]string) error {
	var gone []formerLabel
	for _, v := range sortedKeys(was) {
		if label, stays := is[v]; !stays || label != was[v] {
			gone = append(gone, formerLabel{Value: v, Label: was[v]})
		}
	}
	if len(gone) == 0 {
		return nil
	}
	former, err := readLabels(ctx, c, []string{field})
	if err != nil {
		return err
	}
	rows, err := c.SearchRead(ctx, api.Search{Model: fieldModel, Domain: []any{[]any{"id", "=", id}}, Fields: []string{"write_date"}})
	if err != nil || len(rows) == 0 {
		return err
	}
	for i := range gone {
		gone[i].Until = rows[0].Text("write_date")
	}
	text, err := json.Marshal(append(former[field], gone...))
	if err == nil {
		_, err = api.Do[any](ctx, c, api.Call{Model: parameterModel, Method: "set_param", Effect: sets, Args: []api.Arg{{Name: "key", Value: labelsKey + field}, {Name: "value", Value: string(text)}}})
	}
	return err
}

// readLabels reads what options of fields were called before, oldest first, by field.
func readLabels(ctx context.Context, c *api.Client, fields []string) (map[string][]formerLabel, error) {
	keys := make([]string, len(fields))
	for i, f := range fields {
		keys[i] = labelsKey + f
	}
	rows, err := c.SearchRead(ctx, api.Search{Model: parameterModel, Domain: []any{[]any{"key", "in", keys}}, Fields: []string{"key", "value"}})
	out := map[string][]formerLabel{}
	for _, r := range rows {
		var list []formerLabel
		if json.Unmarshal([]byte(r.Text("value")), &list) == nil { // else somebody else wrote it
			out[strings.TrimPrefix(r.Text("key"), labelsKey)] = list
		}
	}
	return out, err
}

// optionLabels are the labels of the options of a field, now and before.
type optionLabels struct {
	// values are the values by their labels in all languages, plain the labels by value in the one that an apply writes.
	values map[string][]string
	plain  map[string]string
	former []formerLabel
	// written is when each option was changed last, in whatever.
	written map[string]time.Time
}

// label reads the labels of the options of all fields whose changes are looked at.
func (h *history) label(ctx context.Context, langs []api.Row) error {
	names := map[int64]string{}
	for name := range h.changing() {
		if l := h.live[name]; l.typ == "selection" {
			names[l.id] = name
		}
	}
	h.labels = map[string]*optionLabels{}
	if h.bare || len(names) == 0 {
		return nil
	}
	codes := []string{api.DefaultLang} // what programs write that name no language
	for _, r := range langs {
		if !slices.Contains(codes, r.Text("code")) {
			codes = append(codes, r.Text("code"))
		}
	}
	lists := make([][]api.Row, len(codes))
	requests := make([]func() error, len(codes), len(codes)+1)
	for i, code := range codes {
		requests[i] = func() (err error) {
			lists[i], err = h.client.SearchRead(ctx, api.Search{Model: optionModel, Domain: []any{[]any{"field_id", "in", sortedKeys(names)}}, Fields: []string{"field_id", "value", "name", "write_date"}, Lang: code, IDs: true})
			return err
		}
	}
	var keys []string
	for _, id := range sortedKeys(names) {
		keys = append(keys, key(h.model, names[id]))
	}
	var former map[string][]formerLabel
	requests = append(requests, func() (err error) { former, err = readLabels(ctx, h.client, keys); return err })
	if err := together(requests...); err != nil {
		return err
	}
	for _, name := range names {
		h.labels[name] = &optionLabels{map[string][]string{}, map[string]string{}, former[key(h.model, name)], map[string]time.Time{}}
	}
	for i, list := range lists {
		for _, r := range list {
			l, label, v := h.labels[names[r.One("field_id")]], r.Text("name"), r.Text("value")
			if l.written[v] = moment(r.Text("write_date")); i == 0 {
				l.plain[v] = label
			}
			if !slices.Contains(l.values[label], v) {
				l.values[label] = append(l.values[label], v)
			}
		}
	}
	return nil
}

// called are the values of the options that had a label at a time, as far as that is known. In the second of a change that is either.
func (l *optionLabels) called(label string, at time.Time) (out []string) {
	add := func(v string) {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	changed := map[string]time.Time{} // after it had a label
	for _, f := range l.former {
		until := moment(f.Until)
		if at.After(until) {
			continue
		}
		if first, ok := changed[f.Value]; (!ok || at.Equal(first)) && f.Label == label {
			add(f.Value)
		}
		if _, ok := changed[f.Value]; !ok || at.Equal(changed[f.Value]) {
			changed[f.Value] = until
		}
	}
	for _, v := range l.values[label] {
		if end, ok := changed[v]; !ok || at.Equal(end) || l.plain[v] != label {
			add(v)
		}
	}
	return out
}

// option is the one with a label at a time. Of several that had it, and for a label that none had, it is the one that the field has
// later, if that is known and may have been called so; else the label is all there is. why says why it may be another one.
func (h *history) option(field, label string, at time.Time, now datum) (out datum, why string) {
	if label == "" {
		return datum{}, ""
	}
	l := h.labels[field]
	if l == nil {
		l = &optionLabels{}
	}
	values := l.called(label, at)
	next, _ := now.v.(string)
	changed := func(v string) bool { return v != "" && !l.written[v].IsZero() && !l.written[v].Before(at) }
	switch {
	case len(values) == 1 && next != "" && next != values[0] && (changed(next) || changed(values[0])):
		return datum{values[0], label}, fmt.Sprintf("options were changed since the log has “%s”, which may have been another one then", label)
	case len(values) == 1:
		return datum{values[0], label}, ""
	case slices.Contains(values, next), len(values) == 0 && changed(next):
		return datum{now.v, label}, ""
	case len(values) > 1:
		return datum{label: label}, fmt.Sprintf("the log has “%s”, which several options are called", label)
	}
	return datum{label: label}, fmt.Sprintf("the log has “%s”, which no option is called any more", label)
}
