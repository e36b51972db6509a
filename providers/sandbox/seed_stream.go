package sandbox

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"strconv"
	"time"
	"unicode/utf8"
)

// seedChunk is how many records are made in one go.
const seedChunk = 1024

// seedRow is a record as it will be written.
type seedRow struct {
	id                       int64
	object, owner, props     string
	created, updated, active time.Time
	positions                []seedPosition
	links                    []int64
	activities               []seedActivity
	notes                    []seedNote
	gap                      bool
}

// seedNote is an entry of the history.
type seedNote struct {
	at     time.Time
	kind   string
	detail map[string]any
}

type seedPosition struct{ track, stage, entered int64 }

// stream makes the records of an object, chunk by chunk and in order. Chunks
// are made side by side, a few ahead of what is taken, which changes nothing in
// them: a record depends on its number only. It ends early when ctx is done.
func (p *seedPlan) stream(ctx context.Context, s *seedObject) iter.Seq[[]seedRow] {
	return func(yield func([]seedRow) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		chunks := make(chan chan []seedRow, runtime.GOMAXPROCS(0))
		go func() {
			defer close(chunks)
			for from := 0; from < s.n; from += seedChunk {
				made := make(chan []seedRow, 1)
				select {
				case chunks <- made:
				case <-ctx.Done():
					return
				}
				go func() { made <- p.chunk(s, from, min(from+seedChunk, s.n)) }()
			}
		}()
		for made := range chunks {
			if ctx.Err() != nil || !yield(<-made) {
				return
			}
		}
	}
}

// chunk makes the records from (included) to (excluded).
func (p *seedPlan) chunk(s *seedObject, from, to int) []seedRow {
	g := p.generator(s)
	rows := make([]seedRow, 0, to-from)
	var buf []byte
	for i := from; i < to; i++ {
		r := g.record(i)
		buf = s.encode(buf[:0], r.vals)
		row := seedRow{id: s.first + int64(i), object: s.name, owner: r.owner, props: string(buf), created: r.created,
			updated: r.updated, active: r.active, gap: r.gap, activities: append([]seedActivity(nil), r.activities...)}
		for t, at := range r.stages {
			if at >= 0 {
				row.positions = append(row.positions, seedPosition{s.tracks[t].id, s.tracks[t].stageIDs[at], r.entered[t].UnixMilli()})
			}
		}
		row.notes = g.notes()
		if g.parent != nil && g.parent.last >= 0 {
			row.links = append(row.links, s.parent.first+int64(g.parent.last))
			for _, via := range s.via {
				if up := g.at(via.name); up != nil && up.last >= 0 {
					row.links = append(row.links, via.first+int64(up.last))
				}
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// encode writes values as a JSON object, in the order of the fields.
func (s *seedObject) encode(b []byte, vals []any) []byte {
	b = append(b, '{')
	for f, v := range vals {
		if v == nil {
			continue
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = appendJSON(b, s.fields[f].prop)
		b = append(b, ':')
		b = appendJSON(b, v)
	}
	return append(b, '}')
}

// appendJSON writes a text, number, truth value or list of them.
func appendJSON(b []byte, v any) []byte {
	switch v := v.(type) {
	case string:
		b = append(b, '"')
		for _, r := range v {
			switch {
			case r == '"' || r == '\\':
				b = append(b, '\\', byte(r))
			case r < 0x20:
				b = fmt.Appendf(b, `\u%04x`, r)
			default:
				b = utf8.AppendRune(b, r)
			}
		}
		return append(b, '"')
	case float64:
		return strconv.AppendFloat(b, v, 'f', -1, 64)
	case bool:
		return strconv.AppendBool(b, v)
	case []any:
		b = append(b, '[')
		for i, x := range v {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendJSON(b, x)
		}
		return append(b, ']')
	}
	return append(b, "null"...)
}
