package flow

import (
	"fmt"
	"regexp"

	"github.com/stagecraft-dev/stagecraft/providers"
)

func invalid(format string, args ...any) error {
	return &providers.Error{Kind: providers.Invalid, Message: fmt.Sprintf(format, args...)}
}

// validate finds what the schema cannot say. That paths ask for updates which made the entry true is what Flow Builder asks for.
func (f *Flow) validate() error {
	wrong := ""
	switch {
	case f.Label == "" || f.Description == "" || f.Object == "":
		wrong = "has no label, description or object"
	case f.Order < 1 || f.Order > 2000:
		wrong = "has an order beyond 1 to 2000"
	case f.Entry.Formula != "" && len(f.Entry.Filters) > 0:
		wrong = "has a formula and filters for its entry"
	case f.Entry.WhenComeTrue && (f.On == Created || f.On == Deleted || f.Entry.Formula == "" && len(f.Entry.Filters) == 0):
		wrong = "asks for an entry that came true, without updates or without an entry"
	case f.Before && f.On == Deleted, f.Before && len(f.Paths) > 0, f.On == Deleted && len(f.Paths) > 0:
		wrong = "runs before something is done, and cannot run later"
	case len(f.Paths) > 0 && f.On != Created && !f.Entry.WhenComeTrue && !f.onlyAsync():
		wrong = "has paths that run later, so that of updates only those may start it that made its entry true"
	case len(f.Steps) == 0 && len(f.Paths) == 0:
		wrong = "does nothing"
	}
	if wrong != "" {
		return invalid("flow %q %s", f.Label, wrong)
	}
	if err := f.validateSteps(f.Steps); err != nil {
		return err
	}
	for _, p := range f.Paths {
		if !p.Async && p.Unit == "" {
			return invalid("flow %q: path %q has no unit", f.Label, p.Label)
		}
		if len(p.Steps) == 0 {
			return invalid("flow %q: path %q does nothing", f.Label, p.Label)
		}
		if err := f.validateSteps(p.Steps); err != nil {
			return err
		}
	}
	return nil
}

func (f *Flow) onlyAsync() bool {
	for _, p := range f.Paths {
		if !p.Async {
			return false
		}
	}
	return true
}

func (f *Flow) validateSteps(steps []Step) error {
	for _, s := range steps {
		var fields []Field
		switch s := s.(type) {
		case Set:
			fields = s.Fields
		case Create:
			fields = s.Fields
		case Update:
			fields = s.Fields
			if len(s.Filters) == 0 {
				return invalid("flow %q would update every %s", f.Label, s.Object)
			}
		case Task:
			fields = []Field{{"Subject", Text(s.Subject)}, {"OwnerId", s.Owner}}
		case Decide:
			if s.Label == "" || len(s.Cases) == 0 {
				return invalid("flow %q has a decision without a label or cases", f.Label)
			}
			branches := [][]Step{s.Else}
			for _, c := range s.Cases {
				if c.Label == "" || (c.Formula == "") == (len(c.Conditions) == 0) {
					return invalid("flow %q: a case of %q needs a label, and either a formula or conditions", f.Label, s.Label)
				}
				branches = append(branches, c.Steps)
			}
			for _, b := range branches {
				if err := f.validateSteps(b); err != nil {
					return err
				}
			}
			continue
		}
		if _, isSet := s.(Set); f.Before && !isSet {
			return invalid("flow %q runs before the save, and can only set fields there", f.Label)
		}
		for _, field := range fields {
			if v := field.Value.fixed; v != nil && v.StringValue != nil && recordID.MatchString(*v.StringValue) {
				return invalid("flow %q sets %s to the id of a record, which is another one in every org", f.Label, field.Name)
			}
		}
	}
	return nil
}

// recordID is how ids of records look: a prefix of three, the server in two, a zero, and a number, with three letters for its case.
var recordID = regexp.MustCompile(`^[a-zA-Z0-9]{5}0[a-zA-Z0-9]{9}([a-zA-Z0-9]{3})?$`)
