package audit

import "time"

// values numbers the values of fields. Records keep numbers, and equal values are in memory once.
type values struct {
	list    []any
	numbers map[any]uint32
}

func newValues() *values {
	return &values{list: []any{nil}, numbers: map[any]uint32{}}
}

// number is the number of a value; 0 for nil alone.
func (v *values) number(x any) uint32 {
	switch x.(type) {
	case nil:
		return 0
	case string, bool, float64, int, int64, time.Time:
		if n, ok := v.numbers[x]; ok {
			return n
		}
		v.numbers[x] = uint32(len(v.list))
	}
	v.list = append(v.list, x) // lists are not compared
	return uint32(len(v.list) - 1)
}

// text is the text of a number; "" where it is none.
func (v *values) text(n uint32) string {
	s, _ := v.list[n].(string)
	return s
}
