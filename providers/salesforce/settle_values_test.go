package salesforce

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata"
)

// statuses is an org with values: "-" in front of one means inactive, "*" the default, "+" converted.
func statuses(names ...string) *snapshot {
	s := &metadata.StandardValueSet{}
	for _, n := range names {
		name := strings.TrimLeft(n, "-*+")
		v := metadata.StandardValue{FullName: name, Label: name, Default: strings.Contains(n, "*"), Converted: strings.Contains(n, "+")}
		if strings.HasPrefix(n, "-") {
			v.IsActive = new(false)
		}
		s.StandardValue = append(s.StandardValue, v)
	}
	return newSnapshot(&metadata.Package{Components: []metadata.Component{metadata.New("StandardValueSet", "LeadStatus", s)}})
}

// written are the values of a set as statuses has them.
func written(t testing.TB, p *metadata.Package) string {
	t.Helper()
	c := p.Find("StandardValueSet", "LeadStatus")
	var s metadata.StandardValueSet
	if err := c.Decode(&s); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, v := range s.StandardValue {
		n := v.FullName
		if v.Converted {
			n = "+" + n
		}
		if v.Default {
			n = "*" + n
		}
		if v.IsActive != nil && !*v.IsActive {
			n = "-" + n
		}
		out = append(out, n)
	}
	return strings.Join(out, " ")
}

// status is an operation on one: "create New 0", "delete Old", "update New 3".
func status(t testing.TB, s *snapshot, op string) *providers.Operation {
	t.Helper()
	var action, name string
	order := -1.0
	if _, err := fmt.Sscan(op, &action, &name, &order); err != nil && order >= 0 {
		t.Fatal(err)
	}
	v := providers.Values{"set": "LeadStatus", "value": strings.TrimLeft(name, "*+"), "label": name}
	if strings.Contains(name, "*") {
		v["default"] = true
	}
	if strings.Contains(name, "+") {
		v["converted"] = true
	}
	if strings.Count(op, " ") == 2 {
		v["order"] = order
	}
	return operation(t, s, providers.Action(action), typeValue, v)
}

func TestWholeSetsAreWritten(t *testing.T) {
	for _, c := range []struct {
		live, ops []string
		want      string
	}{
		// What is not wanted any more is not active; all else stays.
		{[]string{"*A", "B", "+C"}, []string{"delete B"}, "*A -B +C"},
		// What comes back is active again, in its place.
		{[]string{"*A", "-B", "+C"}, []string{"create B 0.5"}, "*A B +C"},
		// New ones go where their numbers say; what others added stays behind what it followed.
		{[]string{"*A", "U", "+C"}, []string{"create N 0.5"}, "*A N U +C"},
		{[]string{"*A", "U", "+C"}, []string{"create N -1", "create M 3"}, "N *A U +C M"},
		{[]string{"*A", "U", "-V", "B", "+C"}, []string{"update A 4"}, "U -V B +C *A"},
		// What is new as a whole is in a row, before what was there.
		{[]string{"*A", "B", "+C"}, []string{"create X 0", "create Y 1", "create Z 2"}, "X Y Z *A B +C"},
		{[]string{"*A", "B", "+C"}, []string{"create Z 2", "create X 0", "create Y 1"}, "X Y Z *A B +C"},
		{[]string{"*A", "U", "M", "+C"}, []string{"create X 0", "create Y 1", "create Z 3"}, "X Y *A U M Z +C"},
		// Without numbers they come last.
		{[]string{"*A", "+C"}, []string{"create X", "create Y"}, "*A +C X Y"},
		// One is the default: the one that is asked for, or the first that is open.
		{[]string{"*A", "B", "+C"}, []string{"create *N 3"}, "A B +C *N"},
		{[]string{"*A", "B", "+C"}, []string{"delete A"}, "-A *B +C"},
		{[]string{"*A", "+C"}, []string{"create X 1.5", "delete A"}, "-A +C *X"},
	} {
		s := statuses(c.live...)
		var ops []*providers.Operation
		for _, op := range c.ops {
			ops = append(ops, status(t, s, op))
		}
		p, _ := writes(t, s, ops...)
		if got := written(t, p); got != c.want {
			t.Errorf("%v %v: %s, want %s", c.live, c.ops, got, c.want)
		}
	}
}

func TestSetsThatCannotBe(t *testing.T) {
	for _, c := range []struct {
		live, ops []string
		attribute string
	}{
		{[]string{"*A", "+C"}, []string{"delete C"}, "converted"},
		{[]string{"*A", "+C"}, []string{"create *X", "create *Y"}, "default"},
		{[]string{"A", "*+C"}, []string{"delete A", "create +D", "delete C"}, "default"},
		{[]string{"*A", "+C"}, []string{"create a"}, "value"},
	} {
		s := statuses(c.live...)
		var ops []*providers.Operation
		for _, op := range c.ops {
			ops = append(ops, status(t, s, op))
		}
		wantsAttribute(t, newChange(s).write(ops), c.attribute)
	}
}

// wantsAttribute checks which attribute an error is about.
func wantsAttribute(t testing.TB, err error, attribute string) {
	t.Helper()
	var e *providers.Error
	if !errors.As(err, &e) || e.Kind != providers.Invalid || e.Attribute != attribute {
		t.Errorf("%v, want one about %s", err, attribute)
	}
}

// Values that the org says are inactive, and its file does not, are not deployed as active ones.
func TestInactiveAsTheOrgSays(t *testing.T) {
	s := statuses("*A", "B", "+C")
	s.inactive["LeadStatus/B"] = true
	if liveOf(t, s, typeValue, "LeadStatus/B") != nil || liveOf(t, s, typeValue, "LeadStatus/C")["order"] != 1.0 {
		t.Error("an inactive value is there")
	}
	if got := s.picklist("LeadStatus"); len(got) != 3 || !got[1].inactive || got[0].inactive {
		t.Errorf("%v", got)
	}
	p, _ := writes(t, s, status(t, s, "create X"))
	if got := written(t, p); got != "*A -B +C X" {
		t.Error(got)
	}
	p, _ = writes(t, s, status(t, s, "create B 0.5"))
	if got := written(t, p); got != "*A B +C" {
		t.Error(got)
	}
}

// A set that a known org does not show is not written over.
func TestUnseenSetsAreNotWritten(t *testing.T) {
	s := newSnapshot(nil)
	s.org.known = true
	err := newChange(s).write([]*providers.Operation{status(t, s, "create X")})
	if !providers.IsKind(err, providers.NotFound) {
		t.Error(err)
	}
}

// Whatever is done to a set, every value that the org has is in what is deployed, active values are in the order that is
// asked for, and a plan finds nothing to do.
func TestValuesAreNeverLost(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 1))
		names := []string{"A", "B", "C", "D", "E", "F", "G", "H"}
		var start []string
		for _, n := range names[:1+r.IntN(6)] {
			start = append(start, []string{"", "-", ""}[r.IntN(3)]+n)
		}
		s := statuses(append(start, "*+Z")...)
		for range 4 {
			was := s.picklist("LeadStatus")
			var ops []*providers.Operation
			for _, n := range names {
				live := liveOf(t, s, typeValue, "LeadStatus/"+n) != nil
				switch r.IntN(3) {
				case 0:
					if live {
						ops = append(ops, status(t, s, "delete "+n))
					}
				case 1:
					action := "create"
					if live {
						action = "update"
					}
					ops = append(ops, status(t, s, fmt.Sprintf("%s %s %g", action, n, float64(r.IntN(20))/2)))
				}
			}
			if len(ops) == 0 {
				continue
			}
			r.Shuffle(len(ops), func(i, j int) { ops[i], ops[j] = ops[j], ops[i] })
			p, after := writes(t, s, ops...)
			is := after.picklist("LeadStatus")
			for _, v := range was {
				if !slices.ContainsFunc(is, func(x pickValue) bool { return x.value == v.value }) {
					t.Fatalf("seed %d: %s is lost in %s", seed, v.value, written(t, p))
				}
			}
			asked := map[string]float64{}
			for _, op := range ops {
				got := liveOf(t, after, op.Type, op.Key)
				if (op.Action == providers.Delete) != (got == nil) {
					t.Fatalf("seed %d: %s %s left %s", seed, op.Action, op.Key, written(t, p))
				}
				if op.After != nil {
					asked[text(op.After["value"])] = number(op.After["order"])
				}
			}
			last, of := -1.0, ""
			for _, v := range is {
				if n, ok := asked[v.value]; ok && !v.inactive {
					if n < last {
						t.Fatalf("seed %d: %s before %s in %s", seed, of, v.value, written(t, p))
					}
					last, of = n, v.value
				}
			}
			// Those that were not spoken of follow each other as before.
			var before, now []string
			for _, v := range was {
				if _, ok := asked[v.value]; !ok {
					before = append(before, v.value)
				}
			}
			for _, v := range is {
				if slices.Contains(before, v.value) {
					now = append(now, v.value)
				}
			}
			if !slices.Equal(before, now) {
				t.Fatalf("seed %d: %v became %v", seed, before, now)
			}
			s = after
		}
	}
}
