package commits

import (
	"fmt"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diff"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// Since says how a definition changed since it was signed: what the commit that brought the signature
// has of it and of what it rests on, compared with now.
func (l *Log) Since(r *signoff.Record, was schema.Address, now signoff.Definition) []string {
	o, _, reason := l.origin(r)
	if reason != "" {
		return []string{"It changed since it was signed. What changed cannot be told: " + reason + "."}
	}
	v := l.at(o.Hash)
	if v.a == nil {
		return []string{fmt.Sprintf("It changed since it was signed. The architecture at commit %s cannot be read.", o.Short)}
	}
	then := v.a.Lookup(was)
	if then == nil || signoff.Digest(v.a, then) != digestIn(r, was) {
		return []string{fmt.Sprintf("It changed since it was signed. Commit %s, which brought the signature, has another text than was signed.", o.Short)}
	}
	parts := append([]schema.Address{was, now.Address}, now.RestsOn...)
	for _, d := range signoff.Definitions(v.a) {
		if d.Address == was {
			parts = append(parts, d.RestsOn...)
		}
	}
	var out []string
	for _, c := range v.diff.Changes {
		if within(c, parts) && !(c.Attr == "state" && c.Address == now.Address) {
			out = append(out, c.Text)
		}
	}
	if len(out) == 0 {
		out = []string{"It changed since it was signed, in a way that has no words."}
	}
	return out
}

func within(c diff.Change, parts []schema.Address) bool {
	return slices.ContainsFunc(parts, func(p schema.Address) bool {
		return c.Address.Within(p) || c.From != "" && c.From.Within(p)
	})
}

func digestIn(r *signoff.Record, addr schema.Address) string {
	for _, d := range r.Definitions {
		if d.Address == addr {
			return d.Digest
		}
	}
	return ""
}
