package emulator

import (
	"fmt"
	"maps"
	"slices"
)

// Put stores a record without asking its required fields, picklists or rules, as if it were older than these. It has no history.
// The id of an existing record replaces its values.
func (o *Org) Put(object string, values map[string]any) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.put(newEngine(o.state, o.settings.clock(), o.state.Users[0]), object, values)
}

func (o *Org) put(e *engine, object string, values map[string]any) (string, error) {
	t := e.table(object)
	if t == nil || !t.writable {
		return "", fmt.Errorf("no records of %s are kept", object)
	}
	r, err := e.record(t, values)
	if err != nil {
		return "", err
	}
	s := &saving{engine: e, t: t, next: r, given: map[string]bool{"Probability": values["Probability"] != nil, "ForecastCategoryName": values["ForecastCategoryName"] != nil}}
	for _, name := range []string{"CreatedDate", "LastModifiedDate", "SystemModstamp"} {
		if r.Values[name] == nil {
			s.set(name, instant(e.now))
		}
	}
	for name, v := range map[string]any{"OwnerId": e.user.ID, "CreatedById": e.user.ID, "LastModifiedById": e.user.ID, "IsDeleted": false} {
		if t.field(name) != nil && r.Values[name] == nil {
			s.set(name, v)
		}
	}
	s.derive()
	if r.Values["Id"] == nil {
		r.Values["Id"] = e.st.id(t.name)
	}
	e.st.keep(t.name, r)
	return r.id(), nil
}

// record takes values for a record as they are, but for their types.
func (e *engine) record(t *table, values map[string]any) (*crmRecord, error) {
	r := &crmRecord{Values: map[string]any{}}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		f := t.field(name)
		if f == nil {
			return nil, fmt.Errorf("%s has no field %s", t.name, name)
		}
		v := values[name]
		if n, ok := v.(int); ok {
			v = float64(n)
		}
		if s, ok := v.(string); ok && (f.kind == "date" || f.kind == "datetime") && s != "" {
			m, ok := momentOf(s)
			if !ok {
				return nil, fmt.Errorf("%s.%s: %q is no date", t.name, name, s)
			}
			m.day = f.kind == "date"
			v = m.stored()
		}
		if !blank(v) {
			r.Values[f.name] = v
		}
	}
	return r, nil
}

// Evaluate gives the result of a formula, as a validation rule of an object would see it, for a record with some values; prior is what
// it was, nil of a new record. Formulas that a deploy refuses are an error. Dates and times come as the API writes them.
func (o *Org) Evaluate(object, formula string, values, prior map[string]any) (any, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	e := newEngine(o.state, o.settings.clock(), o.state.Users[0])
	t := e.table(object)
	if t == nil {
		return nil, fmt.Errorf("no object %s", object)
	}
	term, err := e.parsed(formula)
	if err != nil {
		return nil, err
	}
	if problem := e.st.Metadata.judgeTerm(object, term, false, ""); problem != "" {
		return nil, fmt.Errorf("%s", problem)
	}
	now, err := e.record(t, values)
	if err != nil {
		return nil, err
	}
	sc := &scene{e: e, now: view{e, t, now}}
	if prior != nil {
		was, err := e.record(t, prior)
		if err != nil {
			return nil, err
		}
		sc.prior = &view{e, t, was}
	}
	v, err := sc.eval(term)
	if m, ok := v.(moment); ok {
		v = m.stored()
	}
	return v, err
}
