package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Operation is what a bulk job does with its records.
type Operation string

const (
	Insert Operation = "insert"
	Update Operation = "update"
	Upsert Operation = "upsert"
	Delete Operation = "delete"
)

// maxUpload is the size of one job's CSV. Source: Bulk API 2.0 Developer Guide; 150 MB after encoding in base64.
const maxUpload = 100_000_000

// Null, as a value of a bulk job, empties a field. An empty value leaves it as it is.
const Null = "#N/A"

// Ingest is a bulk job to write records. Several jobs are made when the records are too many for one.
type Ingest struct {
	Object     string
	Operation  Operation
	ExternalID string     // the field that Upsert goes by
	Columns    []string   // API names of fields; Id for Update and Delete
	Rows       [][]string // values in the order of Columns
}

// Ingested is what came of the records of a bulk job.
type Ingested struct {
	Jobs        []Job
	Succeeded   []Row
	Failed      []Row
	Unprocessed []Row // when a job failed as a whole
}

// Row is the outcome of one record.
type Row struct {
	ID      string
	Created bool
	Err     error             // of a failed one
	Fields  map[string]string // as they were sent
}

// Job is the state of a bulk job.
type Job struct {
	ID        string   `json:"id"`
	State     JobState `json:"state"`
	Processed int      `json:"numberRecordsProcessed"`
	Failed    int      `json:"numberRecordsFailed"`
	Message   string   `json:"errorMessage"`
}

// JobState is where a bulk job stands.
type JobState string

const (
	JobOpen           JobState = "Open"
	JobUploadComplete JobState = "UploadComplete"
	JobInProgress     JobState = "InProgress"
	JobComplete       JobState = "JobComplete"
	JobFailed         JobState = "Failed"
	JobAborted        JobState = "Aborted"
)

func (s JobState) done() bool { return s == JobComplete || s == JobFailed || s == JobAborted }

// Ingest writes records with Bulk API 2.0 and waits for the outcome, which it gives as far as it goes with an error too.
func (c *Client) Ingest(ctx context.Context, in Ingest) (*Ingested, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	files, err := writeCSV(in.Columns, in.Rows, maxUpload)
	if err != nil {
		return nil, err
	}
	out := &Ingested{}
	for _, data := range files {
		if err := c.ingest(ctx, in, data, out); err != nil {
			return out, err
		}
	}
	return out, nil
}

func (in *Ingest) check() error {
	if (in.ExternalID != "") != (in.Operation == Upsert) {
		return invalid("an upsert needs the name of an external id, and nothing else does")
	}
	names := append([]string{in.Object}, in.Columns...)
	if in.ExternalID != "" {
		names = append(names, in.ExternalID)
	}
	return identifiers(names...)
}

// ingest carries out one job. An upload whose answer was lost is not sent again: a job that got two of them cannot be
// closed. It is given up instead, which has no effect on records, and another job takes its place.
func (c *Client) ingest(ctx context.Context, in Ingest, data []byte, out *Ingested) error {
	job, err := c.openJob(ctx, in, data)
	if providers.IsKind(err, providers.Ambiguous) {
		job, err = c.openJob(ctx, in, data)
	}
	if err != nil {
		return err
	}
	if err := c.closeJob(ctx, job.ID); err != nil {
		return err
	}
	id := job.ID
	err = c.wait(ctx, func() (bool, error) {
		job, err = c.Job(ctx, id)
		return err == nil && job.State.done(), err
	})
	if err != nil {
		return unfinished("the bulk job "+id, err)
	}
	out.Jobs = append(out.Jobs, *job)
	if err := c.results(ctx, job.ID, out); err != nil {
		return err
	}
	if job.State != JobComplete {
		p := &Problem{Code: string(job.State), Message: job.Message}
		return &providers.Error{Kind: providers.Invalid, Message: fmt.Sprintf("the bulk job %s did not complete: %v", job.ID, p), Err: p}
	}
	return nil
}

// openJob makes a job and uploads its records. Nothing happens to records before it is closed.
func (c *Client) openJob(ctx context.Context, in Ingest, data []byte) (*Job, error) {
	job, err := fetch[Job](ctx, c, op{method: http.MethodPost, path: jobPath(), effect: web.Reads, body: struct {
		Object      string    `json:"object"`
		Operation   Operation `json:"operation"`
		ExternalID  string    `json:"externalIdFieldName,omitempty"`
		ContentType string    `json:"contentType"`
		LineEnding  string    `json:"lineEnding"`
	}{in.Object, in.Operation, in.ExternalID, "CSV", "LF"}})
	if err != nil {
		return nil, err
	}
	if job.ID == "" {
		return nil, &providers.Error{Kind: providers.Unavailable, Message: "Salesforce made a bulk job without an id"}
	}
	_, err = c.raw(ctx, op{method: http.MethodPut, path: jobPath(job.ID, "batches"), body: data, effect: web.Acts,
		header: http.Header{"Content-Type": {"text/csv"}}})
	if err != nil {
		c.AbortJob(context.WithoutCancel(ctx), job.ID) // what remains open goes away by itself after seven days
		return nil, err
	}
	return job, nil
}

func jobPath(more ...string) []string { return append([]string{"jobs", "ingest"}, more...) }

// closeJob lets a job begin. When that seems to fail, the job may have begun all the same.
func (c *Client) closeJob(ctx context.Context, id string) error {
	err := c.setJob(ctx, id, JobUploadComplete)
	if err == nil {
		return nil
	}
	if job, err2 := c.Job(ctx, id); err2 == nil && job.State != JobOpen && job.State != JobAborted {
		return nil
	}
	c.AbortJob(context.WithoutCancel(ctx), id)
	return err
}

func (c *Client) setJob(ctx context.Context, id string, s JobState) error {
	_, err := c.raw(ctx, op{method: http.MethodPatch, path: jobPath(id), effect: web.Sets, body: map[string]JobState{"state": s}})
	return err
}

// Job reads the state of a bulk job.
func (c *Client) Job(ctx context.Context, id string) (*Job, error) {
	job, err := fetch[Job](ctx, c, op{method: http.MethodGet, path: jobPath(id)})
	if err != nil {
		return nil, err
	}
	job.ID = cmp.Or(job.ID, id)
	return job, nil
}

// AbortJob stops a bulk job. Records that were written stay so.
func (c *Client) AbortJob(ctx context.Context, id string) error { return c.setJob(ctx, id, JobAborted) }
