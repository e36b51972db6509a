package emulator

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"slices"
	"strings"
)

// bulkJob is a job of Bulk API 2.0: a query, or records to write.
type bulkJob struct {
	ID, Kind, Object, Operation, External, State, Created string
	Query                                                 string
	Delimiter, Ending                                     string
	asked                                                 int
	header                                                []string
	rows                                                  [][]string // of the upload, or of a query's result
	succeeded, failed                                     [][]string
	message                                               string
	rule                                                  bool // assignmentRuleId was given
}

// delimiters are the signs that part the columns of a file, by their names.
var delimiters = map[string]rune{"": ',', "COMMA": ',', "SEMICOLON": ';', "TAB": '\t', "PIPE": '|', "CARET": '^', "BACKQUOTE": '`'}

// info is what is told of a job.
func (j *bulkJob) info() map[string]any {
	out := map[string]any{"id": j.ID, "operation": j.Operation, "object": j.Object, "state": j.State, "createdDate": j.Created, "systemModstamp": j.Created, "concurrencyMode": "Parallel",
		"contentType": "CSV", "apiVersion": Version, "lineEnding": j.Ending, "columnDelimiter": j.Delimiter, "jobType": map[string]string{"query": "V2Query", "ingest": "V2Ingest"}[j.Kind],
		"numberRecordsProcessed": len(j.succeeded) + len(j.failed), "retries": 0, "totalProcessingTime": 0}
	if j.Kind == "ingest" {
		out["numberRecordsFailed"] = len(j.failed)
		out["contentUrl"] = "services/data/jobs/ingest/" + j.ID + "/batches"
		if j.External != "" {
			out["externalIdFieldName"] = j.External
		}
	} else {
		out["numberRecordsProcessed"] = len(j.rows)
	}
	if j.message != "" {
		out["errorMessage"] = j.message
	}
	return out
}

// jobs carries out what is asked below /jobs.
func (c *call) jobs(p []string) (any, error) {
	kind := p[0]
	if kind != "query" && kind != "ingest" {
		return nil, notFound()
	}
	if len(p) == 1 {
		switch c.r.Method {
		case http.MethodPost:
			return c.openBulk(kind)
		case http.MethodGet:
			return c.listBulk(kind), nil
		}
		return nil, notFound()
	}
	j := c.o.bulk[p[1]]
	if j == nil || j.Kind != kind {
		return nil, refuse(http.StatusNotFound, "NOT_FOUND", "The requested resource does not exist")
	}
	if len(p) == 2 {
		return c.setBulk(j)
	}
	return c.bulkPart(j, p[2])
}

func (c *call) listBulk(kind string) any {
	records := []any{}
	for _, j := range c.o.bulk {
		if j.Kind == kind {
			records = append(records, j.info())
		}
	}
	return map[string]any{"done": true, "records": records, "nextRecordsUrl": nil}
}

func (c *call) openBulk(kind string) (any, error) {
	var in struct {
		Object, Operation, Query, ContentType, LineEnding, ColumnDelimiter string
		ExternalIDFieldName                                                string `json:"externalIdFieldName"`
		AssignmentRuleID                                                   string `json:"assignmentRuleId"`
	}
	if err := c.decode(&in); err != nil {
		return nil, err
	}
	if _, ok := delimiters[in.ColumnDelimiter]; !ok || in.ContentType != "" && in.ContentType != "CSV" {
		return nil, bad("INVALIDJOB", "the job's format is not one that is known")
	}
	j := &bulkJob{Kind: kind, Object: in.Object, Operation: in.Operation, External: in.ExternalIDFieldName, State: "Open", Created: instant(c.now), Query: in.Query,
		Delimiter: in.ColumnDelimiter, Ending: in.LineEnding, rule: in.AssignmentRuleID != ""}
	if j.Delimiter == "" {
		j.Delimiter = "COMMA"
	}
	if j.Ending == "" {
		j.Ending = "LF"
	}
	if kind == "query" {
		if err := c.openQuery(j); err != nil {
			return nil, err
		}
	} else {
		t := c.engine().table(in.Object)
		switch {
		case !slices.Contains([]string{"insert", "update", "upsert", "delete"}, in.Operation):
			return nil, bad("INVALIDOPERATION", "operation %q is not supported", in.Operation)
		case t == nil || !t.writable:
			return nil, bad("INVALIDJOB", "InvalidEntity : Entity '%s' is not supported by the Bulk API.", in.Object)
		case in.Operation == "upsert" && in.ExternalIDFieldName == "":
			return nil, bad("INVALIDJOB", "External ID was blank for %s. An External ID must be specified for upsert.", in.Object)
		}
		j.Object = t.name
	}
	c.o.serialCursor++
	j.ID = numbered("750", c.o.serialCursor)
	c.o.bulk[j.ID] = j
	return j.info(), nil
}

// openQuery checks the query of a job. Bulk queries know no totals and no offset [doc].
func (c *call) openQuery(j *bulkJob) error {
	if j.Operation != "query" && j.Operation != "queryAll" {
		return bad("INVALIDOPERATION", "operation %q is not supported", j.Operation)
	}
	q, rows, err := c.ask(j.Query, false, j.Operation == "queryAll")
	if err != nil {
		e := asAPIError(err)
		e.code = "INVALIDJOB" // whatever is wrong with the query
		return e
	}
	if q.count || q.grouped() || q.offset > 0 {
		return bad("INVALIDJOB", "Aggregate Relationships not supported in Bulk Query")
	}
	j.Object, j.State = q.t.name, "UploadComplete"
	for _, col := range q.columns {
		j.header = append(j.header, strings.Join(col.path, "."))
	}
	for _, r := range rows {
		var line []string
		for _, col := range q.columns {
			line = append(line, text(wire(col.f, q.value(col.operand, r))))
		}
		j.rows = append(j.rows, line)
	}
	return nil
}

// setBulk tells of a job, ends it, or lets its work begin.
func (c *call) setBulk(j *bulkJob) (any, error) {
	switch c.r.Method {
	case http.MethodGet:
		c.advance(j)
		return j.info(), nil
	case http.MethodDelete:
		if j.State == "Open" {
			return nil, bad("INVALIDJOBSTATE", "Job must be aborted or complete to be deleted")
		}
		delete(c.o.bulk, j.ID)
		return nil, nil
	case http.MethodPatch:
		var in struct{ State string }
		if err := c.decode(&in); err != nil {
			return nil, err
		}
		switch {
		case in.State == "Aborted" && (j.State == "Open" || j.State == "UploadComplete" || j.State == "InProgress"):
			j.State = "Aborted"
		case in.State == "UploadComplete" && j.State == "Open" && j.header != nil:
			j.State = "UploadComplete"
		default:
			return nil, bad("INVALIDJOBSTATE", "Invalid job state: %s cannot become %s", j.State, in.State)
		}
		return j.info(), nil
	}
	return nil, notFound()
}

// advance finishes a job when its status has been asked often enough; see SetDeployPolls.
func (c *call) advance(j *bulkJob) {
	if j.State != "UploadComplete" && j.State != "InProgress" {
		return
	}
	if j.asked++; j.asked < c.o.polls {
		j.State = "InProgress"
		return
	}
	if j.Kind == "ingest" {
		c.ingest(j)
	}
	j.State = "JobComplete"
}

// bulkPart takes the upload of a job, or gives one of its results.
func (c *call) bulkPart(j *bulkJob, part string) (any, error) {
	if part == "batches" && c.r.Method == http.MethodPut && j.Kind == "ingest" {
		return nil, c.upload(j)
	}
	if c.r.Method != http.MethodGet {
		return nil, notFound()
	}
	if j.Kind == "query" && part == "results" {
		return c.queryResults(j)
	}
	if j.State != "JobComplete" && j.State != "Aborted" && j.State != "Failed" {
		return nil, bad("INVALIDJOBSTATE", "Results are not available before the job is complete")
	}
	switch part {
	case "successfulResults":
		return j.csv(append([]string{"sf__Id", "sf__Created"}, j.header...), j.succeeded), nil
	case "failedResults":
		return j.csv(append([]string{"sf__Id", "sf__Error"}, j.header...), j.failed), nil
	case "unprocessedrecords":
		rest := j.rows
		if j.State == "JobComplete" {
			rest = nil
		}
		return j.csv(j.header, rest), nil
	}
	return nil, notFound()
}

// queryResults gives a page of the result. The locator says where the next one begins.
func (c *call) queryResults(j *bulkJob) (any, error) {
	if j.State != "JobComplete" {
		return nil, bad("INVALIDJOBSTATE", "Results are not available before the job is complete")
	}
	from, size := atoi(c.query.Get("locator")), len(j.rows)
	if from < 0 || from > len(j.rows) {
		return nil, bad("INVALIDLOCATOR", "the locator is not valid")
	}
	if n := atoi(c.query.Get("maxRecords")); n > 0 {
		size = n
	}
	to := min(from+size, len(j.rows))
	next := "null"
	if to < len(j.rows) {
		next = text(float64(to))
	}
	c.header.Set("Sforce-Locator", next)
	c.header.Set("Sforce-NumberOfRecords", text(float64(to-from)))
	return j.csv(j.header, j.rows[from:to]), nil
}

// csv writes rows as Salesforce does: every value in quotation marks.
func (j *bulkJob) csv(header []string, rows [][]string) raw {
	ending := map[string]string{"CRLF": "\r\n"}[j.Ending]
	if ending == "" {
		ending = "\n"
	}
	var b bytes.Buffer
	for _, row := range append([][]string{header}, rows...) {
		for i, v := range row {
			if i > 0 {
				b.WriteRune(delimiters[j.Delimiter])
			}
			b.WriteString(`"` + strings.ReplaceAll(v, `"`, `""`) + `"`)
		}
		b.WriteString(ending)
	}
	return raw{"text/csv", b.Bytes()}
}

// upload reads the file of a job; a job has one.
func (c *call) upload(j *bulkJob) error {
	if j.State != "Open" || j.header != nil {
		return bad("INVALIDJOBSTATE", "Found multiple contents for job: <%s>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job", j.ID)
	}
	r := csv.NewReader(bytes.NewReader(c.body))
	r.Comma = delimiters[j.Delimiter]
	r.FieldsPerRecord = -1
	lines, err := r.ReadAll()
	if err != nil || len(lines) == 0 {
		return bad("INVALIDBATCH", "the file could not be read: %v", err)
	}
	j.header, j.rows = lines[0], lines[1:]
	c.status = http.StatusCreated
	return nil
}
