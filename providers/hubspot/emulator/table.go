package emulator

import "encoding/json"

// table is a map that remembers the order in which its keys came, so that lists are the same on every run.
type table[T any] struct {
	keys []string
	rows map[string]T
}

func (t *table[T]) get(key string) (T, bool) {
	v, ok := t.rows[key]
	return v, ok
}

func (t *table[T]) set(key string, v T) {
	if t.rows == nil {
		t.rows = map[string]T{}
	}
	if _, ok := t.rows[key]; !ok {
		t.keys = append(t.keys, key)
	}
	t.rows[key] = v
}

func (t *table[T]) del(key string) {
	if _, ok := t.rows[key]; !ok {
		return
	}
	delete(t.rows, key)
	for i, k := range t.keys {
		if k == key {
			t.keys = append(t.keys[:i], t.keys[i+1:]...)
			return
		}
	}
}

// all gives the rows in order; the slice is the caller's.
func (t *table[T]) all() []T {
	out := make([]T, 0, len(t.keys))
	for _, k := range t.keys {
		out = append(out, t.rows[k])
	}
	return out
}

type tableRow[T any] struct {
	Key string `json:"key"`
	Row T      `json:"row"`
}

func (t table[T]) MarshalJSON() ([]byte, error) {
	rows := make([]tableRow[T], 0, len(t.keys))
	for _, k := range t.keys {
		rows = append(rows, tableRow[T]{k, t.rows[k]})
	}
	return json.Marshal(rows)
}

func (t *table[T]) UnmarshalJSON(b []byte) error {
	var rows []tableRow[T]
	if err := json.Unmarshal(b, &rows); err != nil {
		return err
	}
	*t = table[T]{}
	for _, r := range rows {
		t.set(r.Key, r.Row)
	}
	return nil
}
