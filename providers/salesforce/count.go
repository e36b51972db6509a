package salesforce

import (
	"context"
	"strings"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// CountRecords answers by COUNT() queries. What is on an object that the org does not have is in no record; -1 stands for
// what cannot be asked for, such as long texts.
func (p *Provider) CountRecords(ctx context.Context, qs []providers.RecordQuery) ([]int64, error) {
	out := make([]int64, len(qs))
	if p.client == nil {
		for i := range out {
			out[i] = -1
		}
		return out, nil
	}
	org := p.known()
	type answer struct {
		n   int
		err error
	}
	var wg sync.WaitGroup
	asked := map[[2]string]*answer{}
	parts := make([][]*answer, len(qs))
	for i, q := range qs {
		for _, c := range org.counts(q) {
			a := asked[c]
			if a == nil {
				a = &answer{}
				asked[c] = a
				wg.Go(func() { a.n, a.err = p.client.Count(ctx, c[0], c[1]) })
			}
			parts[i] = append(parts[i], a)
		}
	}
	wg.Wait()
	for i, part := range parts {
		for _, a := range part {
			switch {
			case providers.IsKind(a.err, providers.Invalid), providers.IsKind(a.err, providers.NotFound), providers.IsKind(a.err, providers.Permission):
				out[i] = -1
			case a.err != nil:
				return nil, a.err
			case out[i] >= 0:
				out[i] += int64(a.n)
			}
		}
	}
	return out, nil
}

// counts are the queries, as object and condition, whose numbers together answer a question.
func (s *snapshot) counts(q providers.RecordQuery) (out [][2]string) {
	value := ""
	places := s.places(q.Type, q.Key)
	switch q.Type {
	case typeValue:
		_, value, _ = strings.Cut(q.Key, "/")
	case typeProcess, typeRecordType:
		object, name := under(q.Key)
		places = []place{{sobject: object, field: "RecordType.DeveloperName"}}
		value = name
	}
	for _, at := range places {
		where := at.where(value)
		if at.field != "" && isCustom(at.field) && s.find("CustomField", at.sobject+"."+at.field) == nil {
			continue // the field is not there yet
		}
		if q.Missing != "" {
			object, field := under(q.Missing)
			if object != at.sobject {
				continue
			}
			var missing string
			if s.known(object, field) {
				missing = field + " = null"
				if s.fieldType(object, field) == "Checkbox" {
					continue
				}
			}
			where = both(where, missing)
		}
		out = append(out, [2]string{at.sobject, where})
	}
	return out
}

// known tells whether an object has a field.
func (s *snapshot) known(sobject, field string) bool {
	return !isCustom(field) || s.find("CustomField", sobject+"."+field) != nil
}

// fieldType is the type of a custom field; "" when it is not there.
func (s *snapshot) fieldType(sobject, field string) string {
	f, _, _ := decoded[metadata.CustomField](s, "CustomField", sobject+"."+field)
	return f.Type
}

func both(conditions ...string) string {
	var out []string
	for _, c := range conditions {
		if c != "" {
			out = append(out, c)
		}
	}
	return strings.Join(out, " AND ")
}
