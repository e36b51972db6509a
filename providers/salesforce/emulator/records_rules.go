package emulator

import (
	"fmt"
	"slices"
	"strings"
)

// check refuses a record that lacks a required field or that a validation rule is about, with all reasons of one kind.
func (s *saving) check() error {
	var missing []string
	for _, f := range s.t.fields {
		if !f.required || !blank(s.next.Values[f.name]) || s.prior != nil && !s.given[f.name] {
			continue
		}
		missing = append(missing, f.name)
	}
	if len(missing) > 0 {
		return bad("REQUIRED_FIELD_MISSING", "Required fields are missing: [%s]", strings.Join(missing, ", ")).on(missing...)
	}
	if err := s.checkRecordTypeValues(); err != nil {
		return err
	}
	return s.checkRules()
}

// checkRecordTypeValues refuses values of restricted picklists that the record's type leaves out.
func (s *saving) checkRecordTypeValues() error {
	recordType, _ := s.process()
	for _, p := range recordType.all("picklistValues") {
		f := s.t.field(p.str("picklist"))
		if f == nil || !s.given[f.name] || !s.st.Metadata.restricted(f) {
			continue
		}
		for _, v := range strings.Split(text(s.next.Values[f.name]), ";") {
			if v != "" && !slices.ContainsFunc(p.all("values"), func(n *node) bool { return decodePath(n.str("fullName")) == v }) {
				return bad("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "%s: bad value for restricted picklist field: %s", f.label, v).on(f.name)
			}
		}
	}
	return nil
}

// checkRules evaluates the active validation rules of the object. A formula that cannot be computed refuses nothing.
func (s *saving) checkRules() error {
	sc := s.scene()
	var failed []errorBody
	for _, full := range s.st.Metadata.children("ValidationRule", s.t.name) {
		rule := s.st.Metadata.doc("ValidationRule", full)
		if !rule.is("active") {
			continue
		}
		if v, err := sc.formula(rule.str("errorConditionFormula")); err != nil || !truth(v) {
			continue
		}
		b := errorBody{Message: rule.str("errorMessage"), ErrorCode: "FIELD_CUSTOM_VALIDATION_EXCEPTION", Fields: []string{}}
		if f := rule.str("errorDisplayField"); f != "" {
			b.Fields = append(b.Fields, f)
		}
		failed = append(failed, b)
	}
	if len(failed) == 0 {
		return nil
	}
	e := bad(failed[0].ErrorCode, "%s", failed[0].Message).on(failed[0].Fields...)
	e.more = failed[1:]
	return e
}

// scene is what rules look at.
func (s *saving) scene() *scene {
	sc := &scene{e: s.engine, now: view{s.engine, s.t, s.next}}
	if s.prior != nil {
		sc.prior = &view{s.engine, s.t, s.prior}
	}
	return sc
}

// route gives a lead the owner that the first matching entry of the active assignment rule names.
func (s *saving) route() {
	if !s.assign {
		return
	}
	for _, full := range s.st.Metadata.children("AssignmentRule", s.t.name) {
		rule := s.st.Metadata.doc("AssignmentRule", full)
		if !rule.is("active") {
			continue
		}
		for _, entry := range rule.all("ruleEntry") {
			if !s.matches(entry) {
				continue
			}
			if id := s.assignee(entry); id != "" {
				s.set("OwnerId", id)
			}
			return
		}
	}
}

func (s *saving) assignee(entry *node) string {
	name := entry.str("assignedTo")
	if entry.str("assignedToType") == "Queue" {
		if c := s.st.Metadata.get("Queue", name); c != nil {
			return c.ID
		}
		return ""
	}
	if u := s.st.user(func(u *User) bool { return u.Username == name }); u != nil {
		return u.ID
	}
	return ""
}

// matches tells whether the record meets an entry: its formula, or its criteria joined by AND or by the filter's logic.
func (s *saving) matches(entry *node) bool {
	sc := s.scene()
	if f := entry.str("formula"); f != "" {
		v, err := sc.formula(f)
		return err == nil && truth(v)
	}
	criteria := entry.all("criteriaItems")
	logic := entry.str("booleanFilter")
	if logic == "" {
		return !slices.ContainsFunc(criteria, func(c *node) bool { return !s.meets(sc, c) })
	}
	// The numbers of the logic are replaced by what they stand for; what remains is a formula with words for operators.
	words := strings.FieldsFunc(strings.NewReplacer("(", " ( ", ")", " ) ").Replace(logic), func(r rune) bool { return r == ' ' || r == '\n' })
	for i, w := range words {
		switch n := atoi(w); {
		case n > 0 && n <= len(criteria):
			words[i] = strings.ToUpper(fmt.Sprint(s.meets(sc, criteria[n-1])))
		case strings.EqualFold(w, "AND"):
			words[i] = "&&"
		case strings.EqualFold(w, "OR"):
			words[i] = "||"
		case strings.EqualFold(w, "NOT"):
			words[i] = "!"
		}
	}
	v, err := sc.formula(strings.Join(words, " "))
	return err == nil && truth(v)
}

// meets compares a field as criteria do: texts whatever their case, and with several values parted by commas.
func (s *saving) meets(sc *scene, c *node) bool {
	_, name, _ := strings.Cut(c.str("field"), ".")
	v, f := sc.now.path(name)
	if f == nil {
		return false
	}
	has := strings.ToLower(text(v))
	one := func(want string) bool {
		want = strings.ToLower(strings.TrimSpace(want))
		n := strings.Compare(has, want)
		if numeric[f.kind] && want != "" {
			w, err := number(want)
			n, _ = order(v, w)
			if err != nil || v == nil {
				return false
			}
		}
		switch c.str("operation") {
		case "equals", "notEqual":
			return n == 0
		case "lessThan":
			return has != "" && n < 0
		case "greaterThan":
			return has != "" && n > 0
		case "lessOrEqual":
			return has != "" && n <= 0
		case "greaterOrEqual":
			return has != "" && n >= 0
		case "startsWith":
			return strings.HasPrefix(has, want)
		case "contains", "notContain":
			return strings.Contains(has, want)
		case "includes", "excludes":
			return slices.Contains(strings.Split(has, ";"), want)
		}
		return false
	}
	found := slices.ContainsFunc(strings.Split(c.str("value"), ","), one)
	switch c.str("operation") {
	case "notEqual", "notContain", "excludes":
		return !found
	}
	return found
}
