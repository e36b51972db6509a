package emulator

import (
	"encoding/base64"
	"strings"
	"time"
)

// job is a deploy or a retrieve.
type job struct {
	ID         string        `json:"id"`
	Retrieve   bool          `json:"retrieve,omitempty"`
	Options    deployOptions `json:"options"`
	Zip        []byte        `json:"zip,omitempty"` // what was sent, or what was retrieved
	Status     string        `json:"status"`
	Done       bool          `json:"done"`
	Polls      int           `json:"polls"` // still to come before it is carried out
	Created    time.Time     `json:"created"`
	Completed  time.Time     `json:"completed"`
	Components int           `json:"components"`
	Errors     int           `json:"errors"`
	Code       string        `json:"code,omitempty"`    // of the problem
	Problem    string        `json:"problem,omitempty"` // of the job as a whole
	Manifest   *node         `json:"manifest,omitempty"`
	Files      []*node       `json:"files,omitempty"` // file properties of a retrieve
	Warnings   []*node       `json:"warnings,omitempty"`
	Given      bool          `json:"given,omitempty"` // the zip of a retrieve
	messages   []message
}

// quickDays is how long a validated deploy can be deployed without its tests [doc].
const quickDays = 10

func (c *call) start(j *job) *job {
	kind := "deploy"
	if j.Retrieve {
		kind = "retrieve"
	}
	j.ID, j.Status, j.Created, j.Polls = c.st.id(kind), "Pending", c.now, c.o.polls
	c.st.Jobs[j.ID] = j
	if j.Polls == 0 && c.ahead(j) == nil {
		c.work(j)
	}
	return j
}

// ahead is the deploy that is carried out before another one: an org runs one at a time [know]. Nil when it is the turn of this one.
func (c *call) ahead(j *job) *job {
	var first *job
	for _, other := range c.st.Jobs {
		if !other.Retrieve && !other.Done && other.ID < j.ID && (first == nil || other.ID < first.ID) {
			first = other
		}
	}
	if j.Retrieve {
		return nil
	}
	return first
}

// find gives a job by its id, in its form of 15 or 18 characters.
func (c *call) find(id string, retrieve bool) (*job, error) {
	id = strings.TrimSpace(id)
	if len(id) == 15 {
		id += "AAA"
	}
	j := c.st.Jobs[id]
	if j == nil || j.Retrieve != retrieve {
		return nil, bad("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
	}
	return j, nil
}

// poll brings a job one step on, or the one before it in the queue.
func (c *call) poll(j *job) {
	if j.Done {
		return
	}
	if first := c.ahead(j); first != nil {
		c.poll(first)
		return
	}
	if j.Status = "InProgress"; j.Polls > 1 {
		j.Polls--
		return
	}
	c.work(j)
}

// work carries a job out.
func (c *call) work(j *job) {
	j.Done, j.Completed = true, c.now
	if j.Retrieve {
		c.retrieved(j)
		return
	}
	j.Status = "Failed"
	for _, t := range c.o.troubles {
		if t.fullName == "" && t.left > 0 {
			t.left--
			j.Code, j.Problem = t.code, t.problem
			return
		}
	}
	files, err := unpack(j.Zip)
	if err != nil {
		j.Code, j.Problem = "INVALID_OPERATION", err.Error()
		return
	}
	if _, ok := files["package.xml"]; !ok {
		j.Code, j.Problem = "INVALID_OPERATION", "No package.xml found"
		j.Errors = 1
		j.messages = []message{{file: "package.xml", name: "package.xml", kind: failure, problem: j.Problem}}
		return
	}
	d := c.o.deployment(files, j.Options)
	d.by = c.user.ID
	d.run()
	j.messages = d.messages
	for _, m := range d.messages {
		switch {
		case m.kind == failure:
			j.Errors++
		case m.component != "":
			j.Components++
		}
	}
	if d.failed() {
		return
	}
	j.Status = "Succeeded"
	if !j.Options.CheckOnly {
		c.o.hold(d.store)
	}
}

// cancel ends a deploy that is not done yet.
func (c *call) cancel(j *job) error {
	if j.Done {
		return bad("INVALID_ID_FIELD", "Deployment already completed")
	}
	j.Status, j.Done, j.Completed = "Canceled", true, c.now
	return nil
}

// quick deploys what was validated before.
func (c *call) quick(id string) (*job, error) {
	j, err := c.find(id, false)
	if err != nil {
		return nil, err
	}
	tested := j.Options.TestLevel != "" && j.Options.TestLevel != "NoTestRun"
	if !j.Options.CheckOnly || j.Status != "Succeeded" || !tested || c.now.After(j.Completed.AddDate(0, 0, quickDays)) {
		return nil, bad("INVALID_ID_FIELD", "Cannot find a validated deployment %s that ran its tests in the last %d days", j.ID, quickDays)
	}
	options := j.Options
	options.CheckOnly = false
	return c.start(&job{Options: options, Zip: j.Zip}), nil
}

// result writes the state of a deploy as elements; REST makes its JSON from the same.
func (c *call) result(j *job, details bool) *node {
	by := c.st.Users[0]
	ok := j.Status == "Succeeded"
	r := el("result", tx("checkOnly", j.Options.CheckOnly))
	if j.Done {
		r.Kids = append(r.Kids, tx("completedDate", stamp(j.Completed)))
	}
	r.Kids = append(r.Kids, tx("createdBy", by.ID), tx("createdByName", by.Name), tx("createdDate", stamp(j.Created)))
	if details {
		r.Kids = append(r.Kids, c.details(j))
	}
	r.Kids = append(r.Kids, tx("done", j.Done))
	if j.Problem != "" {
		r.Kids = append(r.Kids, tx("errorMessage", j.Problem), tx("errorStatusCode", j.Code))
	}
	r.Kids = append(r.Kids, tx("id", j.ID), tx("ignoreWarnings", j.Options.IgnoreWarnings), tx("lastModifiedDate", stamp(c.now)),
		tx("numberComponentErrors", j.Errors), tx("numberComponentsDeployed", j.Components), tx("numberComponentsTotal", j.Components+j.Errors),
		tx("numberTestErrors", 0), tx("numberTestsCompleted", 0), tx("numberTestsTotal", 0), tx("rollbackOnError", true),
		tx("runTestsEnabled", j.Options.TestLevel != "" && j.Options.TestLevel != "NoTestRun"), tx("startDate", stamp(j.Created)), tx("status", j.Status), tx("success", ok))
	return r
}

func (c *call) details(j *job) *node {
	out := el("details")
	var well []*node
	for _, m := range j.messages {
		bad := m.kind == failure || m.kind == warning && j.Status != "Succeeded"
		tag := "componentSuccesses"
		if bad {
			tag = "componentFailures"
		}
		n := el(tag, tx("changed", m.changed))
		if m.line > 0 {
			n.Kids = append(n.Kids, tx("columnNumber", m.col))
		}
		n.Kids = append(n.Kids, tx("componentType", m.component), tx("created", m.created), tx("createdDate", stamp(j.Completed)), tx("deleted", m.deleted),
			tx("fileName", m.file), tx("fullName", encodeName(m.component, m.name)))
		if m.id != "" {
			n.Kids = append(n.Kids, tx("id", m.id))
		}
		if m.line > 0 {
			n.Kids = append(n.Kids, tx("lineNumber", m.line))
		}
		if m.kind != success {
			n.Kids = append(n.Kids, tx("problem", m.problem), tx("problemType", m.kind))
		}
		n.Kids = append(n.Kids, tx("success", !bad))
		if bad {
			out.Kids = append(out.Kids, n)
		} else {
			well = append(well, n)
		}
	}
	out.Kids = append(out.Kids, well...)
	out.Kids = append(out.Kids, el("runTestResult", tx("numFailures", 0), tx("numTestsRun", 0), tx("totalTime", "0.0")))
	return out
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

func (c *call) soapDeploy(op *node) ([]*node, error) {
	zip, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(op.str("ZipFile")), ""))
	if err != nil {
		return nil, bad("INVALID_OPERATION", "ZipFile is no base64")
	}
	o := op.child("DeployOptions")
	j := c.start(&job{Zip: zip, Options: deployOptions{CheckOnly: o.is("checkOnly"), IgnoreWarnings: o.is("ignoreWarnings"), TestLevel: o.str("testLevel")}})
	return []*node{asyncResult(j)}, nil
}

func asyncResult(j *job) *node {
	state := "Queued"
	if j.Done {
		state = "Completed"
	}
	return el("result", tx("done", false), tx("id", j.ID), tx("state", state))
}

func (c *call) checkDeployStatus(op *node) ([]*node, error) {
	j, err := c.find(op.str("asyncProcessId"), false)
	if err != nil {
		return nil, err
	}
	c.poll(j)
	return []*node{c.result(j, op.is("includeDetails"))}, nil
}

func (c *call) cancelDeploy(op *node) ([]*node, error) {
	j, err := c.find(op.str("String"), false)
	if err != nil {
		return nil, err
	}
	if err := c.cancel(j); err != nil {
		return nil, err
	}
	return []*node{el("result", tx("done", true), tx("id", j.ID))}, nil
}

func (c *call) deployRecentValidation(op *node) ([]*node, error) {
	j, err := c.quick(op.str("validationId"))
	if err != nil {
		return nil, err
	}
	return []*node{tx("result", j.ID)}, nil
}
