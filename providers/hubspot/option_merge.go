package hubspot

import (
	"cmp"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// optionEdit is an operation on an option on its way.
type optionEdit struct {
	*providers.Operation
	remove bool // take the option of before away, rather than put the one of after in
	done   outcome
}

func indexOf(options []api.Option, value string) int {
	return slices.IndexFunc(options, func(o api.Option) bool { return o.Value == value })
}

// mergeOptions carries out the edits that have not failed on a list in order. Options that nobody asked to change stay as
// they are, but for a number that must make room. An edit that cannot be carried out fails alone.
func mergeOptions(options []api.Option, edits []*optionEdit, doomed []string) []api.Option {
	for {
		next := tryMerge(options, edits)
		clash := clashing(next, edits, doomed)
		if clash == nil {
			return numbered(next)
		}
		clash.done.err = invalidAttribute("label", "another option of the property has the label \""+text(clash.After["label"])+"\" already")
	}
}

// seated is an option with its place in the order, and the edit that put it there.
type seated struct {
	api.Option
	at    float64
	given bool // it is new, and somebody asked for the place
	edit  *optionEdit
}

func tryMerge(options []api.Option, edits []*optionEdit) []seated {
	var list []seated
	for i, o := range options {
		list = append(list, seated{Option: o, at: float64(i)})
	}
	for _, e := range edits {
		if e.done.err != nil {
			continue
		}
		value := text(e.After["value"])
		if e.remove {
			value = text(e.Before["value"])
		}
		i := slices.IndexFunc(list, func(s seated) bool { return s.Value == value })
		switch moved := e.Action == providers.Replace || propertyBefore(e.Operation) != propertyAfter(e.Operation); {
		case i < 0 && (e.remove || e.Action == providers.Update && !moved):
			e.done.err = missing("there is no option %q", value)
			continue
		case i >= 0 && e.Action == providers.Create:
			e.done.err = conflict("there is an option %q already", value)
			continue
		case e.remove:
			list = slices.Delete(list, i, i+1)
			continue
		case i < 0:
			i = len(list)
			list = append(list, seated{Option: api.Option{Value: value}, at: float64(i)})
		}
		s := &list[i]
		s.edit = e
		s.Label = text(e.After["label"])
		s.Description = cmp.Or(text(e.After["description"]), s.Description)
		s.Hidden, _ = e.After["hidden"].(bool)
		if at, ok := e.After["order"].(float64); ok {
			s.at, s.given = at, e.Action == providers.Create
		}
	}
	// A new one that is given the place of another one comes before it.
	slices.SortStableFunc(list, func(a, b seated) int {
		switch c := cmp.Compare(a.at, b.at); {
		case c == 0 && a.given && !b.given:
			return -1
		case c == 0 && b.given && !a.given:
			return 1
		default:
			return c
		}
	})
	return list
}

// clashing finds an edit that gives an option the label of another one; nil for none. An option that is about to be deleted
// gives its label away.
func clashing(list []seated, edits []*optionEdit, doomed []string) *optionEdit {
	labels := map[string]int{}
	for i := range list {
		l := strings.ToLower(list[i].Label)
		first, taken := labels[l]
		if !taken {
			labels[l] = i
			continue
		}
		a, b := &list[first], &list[i]
		switch {
		case a.edit == nil && b.edit == nil: // it was so before
		case a.edit == nil && slices.Contains(doomed, a.Value):
			a.Label += " (" + a.Value + ")"
			labels[l] = i
		case b.edit == nil && slices.Contains(doomed, b.Value):
			b.Label += " (" + b.Value + ")"
		case a.edit == nil || b.edit != nil && slices.Index(edits, a.edit) < slices.Index(edits, b.edit):
			return b.edit
		default:
			return a.edit
		}
	}
	return nil
}

// numbered gives the options rising numbers; those that rise already stay.
func numbered(list []seated) []api.Option {
	out, last := make([]api.Option, len(list)), -1
	for i, s := range list {
		out[i] = s.Option
		if s.edit != nil || s.DisplayOrder <= last {
			out[i].DisplayOrder = last + 1
		}
		last = out[i].DisplayOrder
	}
	return out
}
