package odoo

import (
	"cmp"
	"context"
	"html"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/odoo/api"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// remarks are what messages tell of records that say nothing of changes.
type remarks struct {
	rang map[int64][]providers.RecordEvent // clocks that ran out
	// merged is when other records were merged into one, the last of them.
	merged map[int64]time.Time
}

// messageFields are the columns of a message that tell whose it is.
var messageFields = []string{"res_id", "author_id", "create_uid", "create_date", "write_date", "subject", "message_id"}

// mergedWhy is what makes the history of a record unsure into which others were merged.
const mergedWhy = "the history holds that of merged records"

var (
	// htmlTags are those of HTML.
	htmlTags = regexp.MustCompile(`<[^>]*>`)
	// postedOn is the record in the id of a posted message.
	postedOn = regexp.MustCompile(`-openerp-([0-9]+)-([^@]+)@`)
	// mergedPartner ends what Odoo writes into the log of a partner about those that it took in, in all languages.
	mergedPartner = regexp.MustCompile(`<[^<>]*> \(ID [0-9]+\)$`)
	// marked is the address that clockMark put behind the sentence.
	marked = regexp.MustCompile(`\[([^\s\[\]]+)\]$`)
)

// rootUser is OdooBot, in whose name automations post (base.user_root). Source: SUPERUSER_ID in odoo/__init__.py.
const rootUser = 1

// readRemarks reads when clocks ran out on records, as automations posted it, and whether others were merged into them. The same words
// from anybody else are no more than words.
func (h *history) readRemarks(ctx context.Context, rows []api.Row, ids []int64) (*remarks, error) {
	out := &remarks{map[int64][]providers.RecordEvent{}, map[int64]time.Time{}}
	if h.model != leadModel && h.model != partnerModel {
		return out, nil
	}
	made := map[int64]time.Time{}
	for _, r := range rows {
		made[r.ID()] = moment(r.Text("create_date"))
	}
	messages, err := h.client.SearchRead(ctx, api.Search{Model: messageModel, IDs: true, Fields: append([]string{"body"}, messageFields...),
		Domain: []any{[]any{"model", "=", h.model}, []any{"res_id", "in", ids}, []any{"message_type", "=", "notification"},
			"|", "|", []any{"subject", "!=", false}, []any{"body", "ilike", "(ID "}, []any{"body", "ilike", timeUp("")}}})
	for _, m := range messages {
		record := int64(m.Number("res_id"))
		if h.moved(m, made[record], false) {
			out.took(m, "write_date")
			continue
		}
		words := strings.TrimSpace(html.UnescapeString(htmlTags.ReplaceAllString(m.Text("body"), "")))
		if h.model == partnerModel && mergedPartner.MatchString(words) {
			out.took(m, "create_date")
		}
		clock, told := h.clockOf(words)
		if told && !h.foreign[clock] && h.kept.Raised && h.users.byPartner[m.One("author_id")] == rootUser {
			out.rang[record] = append(out.rang[record], providers.RecordEvent{Kind: providers.Raised, At: moment(m.Text("create_date")),
				Who: h.users.author(m.One("author_id"), m.One("create_uid")), Clock: clock})
		}
	}
	return out, err
}

// took notes that records were merged when a column of a message says.
func (x *remarks) took(message api.Row, column string) {
	record, at := int64(message.Number("res_id")), moment(message.Text(column))
	if at.After(x.merged[record]) {
		x.merged[record] = at
	}
}

// moved tells whether a message is that of another record, which was merged into the one that was made then. A posted message has
// the number of its record in its id, which stays (mail.message, _get_message_id). One in the log has none there; what Odoo takes
// over from other leads it gives a subject in the language of the user, which no entry in the log has else (crm.lead,
// _merge_dependences_history). Nothing marks entries of partners but that they are older. Source: Odoo 17.0.
func (h *history) moved(m api.Row, made time.Time, logged bool) bool {
	if on := postedOn.FindStringSubmatch(m.Text("message_id")); on != nil {
		n, _ := strconv.ParseInt(on[1], 10, 64)
		return on[2] == h.model && n != int64(m.Number("res_id"))
	}
	return logged && h.model == leadModel && m.Text("subject") != "" || moment(m.Text("create_date")).Before(made)
}

// clockOf is the clock that ran out, by its mark, or by its title where the message has none that is known; "" for one that has
// another title now. told is whether the words say that a clock ran out.
func (h *history) clockOf(words string) (clock schema.Address, told bool) {
	said, mark := words, ""
	if at := marked.FindStringSubmatchIndex(words); at != nil {
		said, mark = strings.TrimSpace(words[:at[0]]), words[at[2]:at[3]]
	}
	if _, known := h.foreign[schema.Address(mark)]; known {
		return schema.Address(mark), true
	}
	return cmp.Or(h.rung[words], h.rung[said]), strings.HasSuffix(said, timeUp(""))
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
