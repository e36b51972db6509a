package emulator

import (
	"fmt"
	"strings"
)

// emptied is what a value of a file says to empty a field. An empty value leaves it as it is.
const emptied = "#N/A"

// ingest writes the records of a job, each for itself. Assignment rules are applied when the job names one.
func (c *call) ingest(j *bulkJob) {
	e := c.engine()
	t := e.table(j.Object)
	for _, row := range j.rows {
		id, created, err := c.ingestRow(e, t, j, row)
		if err == nil {
			j.succeeded = append(j.succeeded, append([]string{id, fmt.Sprint(created)}, row...))
			continue
		}
		problem := asAPIError(err)
		said := fmt.Sprintf("%s:%s:%s --", problem.code, problem.message, strings.Join(problem.fields, ","))
		j.failed = append(j.failed, append([]string{id, said}, row...))
	}
}

func (c *call) ingestRow(e *engine, t *table, j *bulkJob, row []string) (id string, created bool, err error) {
	if len(row) != len(j.header) {
		return "", false, bad("INVALIDBATCH", "the row has %d values for %d columns", len(row), len(j.header))
	}
	in := map[string]any{}
	value := ""
	for i, name := range j.header {
		switch v := row[i]; {
		case strings.EqualFold(name, "Id") && !strings.EqualFold(j.External, "Id"):
			id = v
		case strings.EqualFold(name, j.External):
			value = v
		case v == emptied:
			in[name] = nil
		case v != "":
			in[name] = v
		}
	}
	switch j.Operation {
	case "delete":
		return id, false, c.remove(e, t, id)
	case "update":
		if id == "" {
			return "", false, bad("MISSING_ARGUMENT", "Id not specified in an update call")
		}
		_, err = c.save(e, t.name, id, in, j.rule)
		return id, false, err
	case "upsert":
		f, r, err := e.external(t, j.External, value)
		if err != nil {
			return "", false, err
		}
		out, err := c.upsert(e, t, f, value, r, in, j.rule)
		return out.ID, out.Created != nil && *out.Created, err
	}
	id, err = c.save(e, t.name, "", in, j.rule)
	return id, true, err
}
