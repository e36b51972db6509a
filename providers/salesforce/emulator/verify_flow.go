package emulator

import (
	"regexp"
	"slices"
	"strings"
)

// verifyFlow checks that the elements of a flow hang together. Fields and objects are checked with all references.
func (d *deployment) verifyFlow(p placed) {
	names := map[string]bool{}
	var named []*node
	for _, n := range p.doc.without("processMetadataValues", "start").Kids {
		named = append(append(named, n), n.all("rules")...)
	}
	for _, n := range append(named, p.doc.child("start").all("scheduledPaths")...) {
		name := n.str("name")
		if name == "" {
			continue
		}
		if names[strings.ToLower(name)] {
			d.fail(p, n, "The name %s is used more than once in the flow", name)
		}
		names[strings.ToLower(name)] = true
		if !developerName.MatchString(name) {
			d.fail(p, n, "%s is not a valid API name of an element", name)
		}
	}
	d.verifyStart(p, p.doc.child("start"))
	p.doc.walk(func(n *node) {
		switch n.Name {
		case "targetReference":
			if !names[strings.ToLower(n.Text)] {
				d.fail(p, n, "The flow has no element %s to go to", n.Text)
			}
		case "elementReference", "leftValueReference", "assignToReference", "collectionReference", "inputReference":
			first, _, _ := strings.Cut(n.Text, ".")
			if !strings.HasPrefix(first, "$") && !names[strings.ToLower(first)] {
				d.fail(p, n, "%s refers to %s, which is no resource of the flow", n.Name, n.Text)
			}
		case "expression":
			if size := len([]rune(n.Text)); size > maxFormula {
				d.fail(p, n, "Formula is too long (%d characters). Maximum length is %d characters.", size, maxFormula)
			}
		}
	})
}

// onRecord are the triggers that a change of a record sets off.
var onRecord = []string{"RecordAfterSave", "RecordBeforeSave", "RecordBeforeDelete"}

func (d *deployment) verifyStart(p placed, start *node) {
	trigger := start.str("triggerType")
	if !slices.Contains(onRecord, trigger) {
		return
	}
	if start.child("object") == nil {
		d.fail(p, start, "Required field is missing: object")
	}
	if start.child("recordTriggerType") == nil {
		d.fail(p, start, "Required field is missing: recordTriggerType")
	}
	if start.is("doesRequireRecordChangedToMeetCriteria") && (start.str("recordTriggerType") == "Create" || len(start.all("filters")) == 0 && start.child("filterFormula") == nil) {
		d.fail(p, start, "A flow can only ask that a record is changed to meet the criteria when it runs on updates and has criteria")
	}
	if text := start.str("filterLogic"); text != "" && !strings.EqualFold(text, "and") && !strings.EqualFold(text, "or") {
		if err := filterLogic(text, len(start.all("filters"))); err != nil {
			d.fail(p, start.child("filterLogic"), "%v", err)
		}
	}
	object := start.str("object")
	if f := start.child("filterFormula"); f != nil {
		if problem := d.store.judgeFlow(object, f.Text); problem != "" {
			d.fail(p, f, "%s", problem)
		}
	}
	for _, path := range start.all("scheduledPaths") {
		switch f := d.store.field(object, path.str("recordField")); {
		case trigger != "RecordAfterSave":
			d.fail(p, path, "Scheduled paths need a flow that runs after the save")
		case path.str("pathType") == "AsyncAfterCommit" || path.str("timeSource") == "RecordTriggerEvent":
		case path.child("recordField") == nil:
			d.fail(p, path, "Required field is missing: recordField")
		case f != nil && f.kind != "date" && f.kind != "datetime":
			d.fail(p, path, "Field %s of a scheduled path is no date", f.name)
		}
	}
}

// recordField finds fields of the record in texts and formulas of a flow.
var recordField = regexp.MustCompile(`\{!\$Record(?:__Prior)?\.([A-Za-z0-9_.]+)\}`)

// judgeFlow checks a formula of a flow, whose fields stand in braces.
func (s store) judgeFlow(object, formula string) string {
	return s.judge(object, recordField.ReplaceAllString(formula, "$1"), false)
}
