package api

import (
	"context"
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Row is a record as Odoo gives it: an absent value is false, a many2one is [id, name], a set of records a list of ids.
type Row map[string]any

// ID of the record.
func (r Row) ID() int64 { return number(r["id"]) }

// Text is a text; "" when there is none.
func (r Row) Text(field string) string { s, _ := r[field].(string); return s }

// Bool is a yes or no.
func (r Row) Bool(field string) bool { b, _ := r[field].(bool); return b }

// Number is a number; 0 when there is none.
func (r Row) Number(field string) float64 { n, _ := r[field].(float64); return n }

// One is the id that a many2one refers to; 0 for none.
func (r Row) One(field string) int64 {
	if pair, ok := r[field].([]any); ok && len(pair) > 0 {
		return number(pair[0])
	}
	return number(r[field])
}

// Many are the ids of a set of records.
func (r Row) Many(field string) []int64 {
	list, _ := r[field].([]any)
	out := make([]int64, len(list))
	for i, x := range list {
		out[i] = number(x)
	}
	return out
}

func number(x any) int64 { n, _ := x.(float64); return int64(n) }

// Search says which records are read. Archived ones are read like others.
type Search struct {
	Model  string
	Domain []any // "" is all
	Fields []string
	Order  string // "" is by id
	// Limit is how many there are at most; 0 is all of them.
	Limit int
	// IDs gives records that others refer to as ids alone, without their names, which takes Odoo a third of the time.
	IDs bool
	// Lang is the language of labels; "" is that of the client.
	Lang string
}

// page is how many records one request reads.
const page = 2000

// everyone lets archived records be seen.
func everyone() map[string]any { return map[string]any{"active_test": false} }

// SearchRead reads records in pages.
func (c *Client) SearchRead(ctx context.Context, s Search) ([]Row, error) {
	if s.Domain == nil {
		s.Domain = []any{}
	}
	if s.Order == "" {
		s.Order = "id"
	}
	in := everyone()
	if s.Lang != "" {
		in["lang"] = s.Lang
	}
	var out []Row
	for {
		size := page
		if s.Limit > 0 {
			size = min(size, s.Limit-len(out))
		}
		options := map[string]any{"offset": len(out), "limit": size, "order": s.Order}
		if s.IDs {
			options["load"] = ""
		}
		rows, err := Do[[]Row](ctx, c, Call{Model: s.Model, Method: "search_read", Effect: web.Reads, Context: in, Args: []Arg{{"domain", s.Domain}, {"fields", s.Fields}}, Options: options})
		if err != nil {
			return nil, err
		}
		out = append(out, rows...)
		if len(rows) < size || len(out) == s.Limit {
			return out, nil
		}
	}
}

// Count tells how many records meet a domain, archived ones among them.
func (c *Client) Count(ctx context.Context, model string, domain []any) (int64, error) {
	if domain == nil {
		domain = []any{}
	}
	return Do[int64](ctx, c, Call{Model: model, Method: "search_count", Effect: web.Reads, Context: everyone(), Args: []Arg{{"domain", domain}}})
}

// Groups counts the records that meet a domain by the value of a field: the text of a selection, the id of a many2one, as a
// text; "" for those without a value.
func (c *Client) Groups(ctx context.Context, model string, domain []any, field string) (map[string]int64, error) {
	if domain == nil {
		domain = []any{}
	}
	rows, err := Do[[]Row](ctx, c, Call{Model: model, Method: "read_group", Effect: web.Reads, Context: everyone(),
		Args:    []Arg{{"domain", domain}, {"fields", []string{field}}, {"groupby", []string{field}}},
		Options: map[string]any{"lazy": true}})
	if err != nil {
		return nil, err
	}
	out := map[string]int64{}
	for _, r := range rows {
		value := ""
		switch v := r[field].(type) {
		case string:
			value = v
		case []any:
			value = fmt.Sprint(r.One(field))
		}
		out[value] += int64(r.Number(field + "_count"))
	}
	return out, nil
}

// Write sets values of records to the same. Doing it twice is doing it once.
func (c *Client) Write(ctx context.Context, model string, ids []int64, values map[string]any) error {
	_, err := Do[any](ctx, c, Call{Model: model, Method: "write", IDs: ids, Args: []Arg{{"vals", values}}, Effect: web.Sets, Context: everyone()})
	return err
}

// Marks of the context in which records are changed because the configuration changes.
const (
	// Moves lets records past the rules that refuse what people do.
	Moves = "stagecraft_moves"
	// Copies keeps rules from doing anything else than count: what records are is said in another place, and nothing has happened to them.
	Copies = "stagecraft_copies"
	// Untracked keeps Odoo from logging what changes in tracked fields. Source: mail.thread of Odoo.
	Untracked = "mail_notrack"
)

// Move is Write for records that a change of the configuration moves, whatever the rules ask of people who move them. Marks are
// set beside Moves.
func (c *Client) Move(ctx context.Context, model string, ids []int64, values map[string]any, marks ...string) error {
	in := everyone()
	for _, mark := range append(marks, Moves) {
		in[mark] = true
	}
	_, err := Do[any](ctx, c, Call{Model: model, Method: "write", IDs: ids, Args: []Arg{{"vals", values}}, Effect: web.Sets, Context: in})
	return err
}

// Create makes records and gives their ids. It is never repeated: when it is not known what came of it, the error is Ambiguous.
func (c *Client) Create(ctx context.Context, model string, values []map[string]any) ([]int64, error) {
	ids, err := Do[[]int64](ctx, c, Call{Model: model, Method: "create", Args: []Arg{{"vals_list", values}}, Effect: web.Acts})
	if err == nil && len(ids) != len(values) {
		err = &providers.Error{Kind: providers.Ambiguous, Message: fmt.Sprintf("Odoo gave %d ids for %d new records of %s", len(ids), len(values), model)}
	}
	return ids, err
}

// Unlink deletes records. Those that are gone already are an error of kind NotFound to Odoo.
func (c *Client) Unlink(ctx context.Context, model string, ids []int64) error {
	_, err := Do[any](ctx, c, Call{Model: model, Method: "unlink", IDs: ids, Effect: web.Acts})
	return err
}

// Loaded is what became of a load: the ids of all rows, or what is wrong with some of them; then nothing was written.
type Loaded struct {
	IDs      []int64
	Messages []LoadMessage
}

// LoadMessage is what is wrong with a row.
type LoadMessage struct {
	Type    string `json:"type"` // "error" or "warning"
	Record  int    `json:"record"`
	Field   string `json:"field"`
	Message string `json:"message"`
}

// Load creates records together with their external ids, in one transaction: the first field is "id", the external id. Records
// that have one of them already are changed instead, so that doing it twice is doing it once. Values are texts, as in a file
// that people import; "field/.id" takes the id of another record, "lines/field" a field of a record below.
func (c *Client) Load(ctx context.Context, model string, fields []string, rows [][]string) (*Loaded, error) {
	raw, err := Do[struct {
		IDs      any           `json:"ids"`
		Messages []LoadMessage `json:"messages"`
	}](ctx, c, Call{Model: model, Method: "load", Args: []Arg{{"fields", fields}, {"data", rows}}, Effect: web.Sets})
	if err != nil {
		return nil, err
	}
	out := &Loaded{Messages: raw.Messages}
	for i := range out.Messages {
		out.Messages[i].Message = strings.TrimSpace(c.redactor.Text(out.Messages[i].Message))
	}
	list, _ := raw.IDs.([]any) // false when nothing was written
	for _, x := range list {
		out.IDs = append(out.IDs, number(x))
	}
	return out, nil
}
