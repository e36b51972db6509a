package planner

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"hash"
	"maps"
	"slices"
	"strconv"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
)

func sum(b []byte) string { return "sha256:" + hex.EncodeToString(b) }

// digester sums up resources, each as its names and its attributes in declared
// order, with lengths in front of texts so that nothing can be taken for something else.
type digester struct {
	h   hash.Hash
	buf []byte
}

func newDigester() *digester { return &digester{h: sha256.New()} }

func (d *digester) add(t *providers.ResourceType, v providers.Values, names ...string) {
	d.buf = d.buf[:0]
	for _, n := range names {
		d.text(n)
	}
	for i := range t.Attributes {
		d.value(v[t.Attributes[i].Name])
	}
	d.h.Write(d.buf)
}

func (d *digester) sum() string { return sum(d.h.Sum(nil)) }

func (d *digester) text(s string) {
	d.buf = strconv.AppendInt(append(d.buf, 's'), int64(len(s)), 10)
	d.buf = append(append(d.buf, ':'), s...)
}

func (d *digester) value(x any) {
	switch x := x.(type) {
	case nil:
		d.buf = append(d.buf, 'n')
	case string:
		d.text(x)
	case bool:
		d.buf = strconv.AppendBool(append(d.buf, 'b'), x)
	case float64:
		d.buf = append(strconv.AppendFloat(append(d.buf, 'f'), x, 'g', -1, 64), ';')
	case []any:
		d.buf = strconv.AppendInt(append(d.buf, 'l'), int64(len(x)), 10)
		d.buf = append(d.buf, ':')
		for _, e := range x {
			d.value(e)
		}
	case map[string]any:
		d.buf = strconv.AppendInt(append(d.buf, 'm'), int64(len(x)), 10)
		d.buf = append(d.buf, ':')
		for _, k := range slices.Sorted(maps.Keys(x)) {
			d.text(k)
			d.value(x[k])
		}
	default: // not a value by contract; what it looks like still tells it from others
		b, err := json.Marshal(x)
		if err != nil {
			b = []byte(err.Error())
		}
		d.text(string(b))
	}
}

// digests sums up what the part of the plan was made from: what is wanted, what
// is live of it, and what the state says. The works are in order of address.
func (c *crm) digests(pending []Entry) {
	want, live, state := newDigester(), newDigester(), newDigester()
	var others sync.WaitGroup
	others.Go(func() {
		for _, w := range c.works {
			if w.want != nil {
				want.add(w.typ, seal(w.typ, w.addr, w.want.Values), w.addr, w.want.Key)
			}
		}
	})
	others.Go(func() {
		for _, w := range c.works {
			if w.live != nil {
				live.add(w.typ, w.live.Values, w.live.Type, w.live.ID, w.live.Key)
			}
		}
	})
	for _, w := range c.works {
		if w.base != nil {
			state.add(w.typ, w.base.Values, w.baseAddr, w.base.ID, w.base.Key)
		}
	}
	for _, e := range pending {
		if e.Target == c.name {
			b, _ := json.Marshal(e) // entries come from JSON
			state.text(string(b))
			state.h.Write(state.buf)
		}
	}
	others.Wait()
	c.section.Digests = Digests{Desired: want.sum(), Live: live.sum(), State: state.sum()}
}
