package api

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"net/http"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// writeCSV writes rows below their header into files of up to most bytes.
func writeCSV(columns []string, rows [][]string, most int) ([][]byte, error) {
	line := func(row []string) ([]byte, error) {
		var b bytes.Buffer
		w := csv.NewWriter(&b)
		err := w.Write(row)
		w.Flush()
		return b.Bytes(), errors.Join(err, w.Error())
	}
	header, err := line(columns)
	if err != nil {
		return nil, err
	}
	var files [][]byte
	for i, row := range rows {
		if len(row) != len(columns) {
			return nil, invalid("row %d has %d values for %d columns", i, len(row), len(columns))
		}
		l, err := line(row)
		if err != nil {
			return nil, err
		}
		if len(header)+len(l) > most {
			return nil, invalid("row %d is larger than a bulk job takes", i)
		}
		if n := len(files); n == 0 || len(files[n-1])+len(l) > most {
			files = append(files, bytes.Clone(header))
		}
		files[len(files)-1] = append(files[len(files)-1], l...)
	}
	return files, nil
}

// readCSV reads rows as maps by the names in the header.
func readCSV(data []byte) ([]map[string]string, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, nil
	}
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil || len(records) == 0 {
		return nil, err
	}
	var rows []map[string]string
	for _, r := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = r[i]
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// results reads the outcome of each record of a job.
func (c *Client) results(ctx context.Context, id string, out *Ingested) error {
	for _, kind := range []struct {
		path string
		rows *[]Row
	}{{"successfulResults", &out.Succeeded}, {"failedResults", &out.Failed}, {"unprocessedrecords", &out.Unprocessed}} {
		var req *web.Request
		s, resp, err := c.send(ctx, func(s *session) (r *web.Request, err error) {
			req, err = op{method: http.MethodGet, path: jobPath(id, kind.path), header: http.Header{"Accept": {"text/csv"}}}.request(s)
			return req, err
		})
		if err != nil {
			return err
		}
		rows, err := readCSV(resp.Body)
		if err != nil {
			return s.unreadable(req, err)
		}
		for _, fields := range rows {
			*kind.rows = append(*kind.rows, rowOf(fields, s.redactor))
		}
	}
	return nil
}

// rowOf takes the columns of Salesforce's own out of a row. An error is "CODE:message:fields --".
func rowOf(fields map[string]string, r *web.Redactor) Row {
	row := Row{ID: fields["sf__Id"], Created: fields["sf__Created"] == "true", Fields: fields}
	if said := fields["sf__Error"]; said != "" {
		p := &Problem{Message: r.Text(said)}
		if code, rest, ok := strings.Cut(said, ":"); ok && code != "" && code == strings.ToUpper(code) && !strings.Contains(code, " ") {
			p.Code = r.Text(code)
			message, names := rest, ""
			if i := strings.LastIndexByte(rest, ':'); i >= 0 && strings.HasSuffix(rest, "--") {
				message, names = rest[:i], strings.TrimSuffix(rest[i+1:], "--")
			}
			p.Message = r.Text(message)
			p.Fields = append(p.Fields, strings.FieldsFunc(names, func(r rune) bool { return r == ',' || r == ' ' })...)
		}
		row.Err = p.refusal("/jobs/ingest")
	}
	for _, name := range []string{"sf__Id", "sf__Created", "sf__Error"} {
		delete(fields, name)
	}
	return row
}
