package audit

import (
	"strconv"
	"time"
)

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
	var key any
	switch x := x.(type) {
	case nil:
		return 0
	case string, bool, float64, int, int64, time.Time:
		key = x
	case []any:
		key = textsOf(x)
	}
	n := uint32(len(v.list))
	if key != nil {
		if had, ok := v.numbers[key]; ok {
			return had
		}
		v.numbers[key] = n
	}
	v.list = append(v.list, x)
	return n
}

// texts is a list of texts that can be compared.
type texts string

// textsOf gives a list as texts; nil where it holds something else.
func textsOf(list []any) any {
	var out []byte
	for _, x := range list {
		s, ok := x.(string)
		if !ok {
			return nil
		}
		out = append(strconv.AppendQuote(out, s), ',')
	}
	return texts(out)
}

// text is the text of a number; "" where it is none.
func (v *values) text(n uint32) string {
	s, _ := v.list[n].(string)
	return s
}

// same gives the one text in memory that equals a text.
func (v *values) same(s string) string { return v.text(v.number(s)) }
