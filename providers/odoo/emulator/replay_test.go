package emulator

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// exchange is a request to a real Odoo and its answer, in the form of JSON-RPC. Key and name of the database are replaced.
type exchange struct {
	Request  request        `json:"request"`
	Response map[string]any `json:"response"`
	at       string
	// path and body are those of a request over /json/2.
	path string
	body []byte
}

type request struct {
	Version string `json:"jsonrpc"`
	Method  string `json:"method"`
	Params  struct {
		Service string `json:"service"`
		Method  string `json:"method"`
		Args    []any  `json:"args"`
	} `json:"params"`
}

// call names what is called: "crm.stage.write", "common.version".
func (r request) call() string {
	if r.Params.Service == "object" {
		return fmt.Sprint(r.Params.Args[3], ".", r.Params.Args[4])
	}
	return r.Params.Service + "." + r.Params.Method
}

func recorded(t *testing.T, file string) []exchange {
	t.Helper()
	data, err := os.ReadFile("../testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var out []exchange
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, 1<<24)
	for n := 1; lines.Scan(); n++ {
		x := exchange{at: fmt.Sprintf("%s:%d", file, n)}
		if err := x.read(lines.Bytes()); err != nil {
			t.Fatalf("%s: %v", x.at, err)
		}
		for i, v := range x.Request.Params.Args {
			switch v {
			case "DB":
				x.Request.Params.Args[i] = DefaultDatabase
			case "KEY":
				x.Request.Params.Args[i] = DefaultKey
			}
		}
		out = append(out, x)
	}
	return out
}

// byPlace are the arguments that the client gives by place where it calls over JSON-RPC.
var byPlace = map[string][]string{"search_read": {"domain", "fields"}, "search_count": {"domain"}, "read_group": {"domain", "fields", "groupby"},
	"create": {"vals_list"}, "write": {"vals"}, "load": {"fields", "data"}}

// read reads a line of a recording. One of /json/2 has path and status.
func (x *exchange) read(line []byte) error {
	var r struct {
		Path     string          `json:"path"`
		Status   int             `json:"status"`
		Request  json.RawMessage `json:"request"`
		Response any             `json:"response"`
	}
	if err := json.Unmarshal(line, &r); err != nil || !strings.HasPrefix(r.Path, "/json/2/") {
		return cmp.Or(err, json.Unmarshal(line, x))
	}
	var named map[string]any
	if err := json.Unmarshal(r.Request, &named); err != nil {
		return err
	}
	x.path, x.body, x.Response = r.Path, r.Request, enveloped(r.Status, r.Response)
	model, method, _ := strings.Cut(strings.TrimPrefix(r.Path, "/json/2/"), "/")
	list, options := []any{}, map[string]any{}
	if ids, given := named["ids"]; given {
		list = append(list, ids)
	}
	for _, name := range byPlace[method] {
		if v, given := named[name]; given {
			list = append(list, v)
		}
	}
	for name, v := range named {
		if name != "ids" && !slices.Contains(byPlace[method], name) {
			options[name] = v
		}
	}
	x.Request.Params.Service, x.Request.Params.Method = "object", "execute_kw"
	x.Request.Params.Args = []any{"DB", 2.0, "KEY", model, method, list, options}
	return nil
}

// enveloped is an answer of /json/2 in the form of JSON-RPC.
func enveloped(status int, v any) map[string]any {
	if status != http.StatusOK {
		return map[string]any{"error": map[string]any{"code": float64(status), "data": v}}
	}
	return map[string]any{"result": v}
}

// notHere are calls that the emulator does not answer, with the reason. The provider makes none of them.
var notHere = map[string]string{
	"crm.lead.scoring.frequency.field.search_read": "models of predictive scoring: the provider writes its parameters alone",
	"crm.lead.scoring.frequency.search_read":       "models of predictive scoring: the provider writes its parameters alone",
	"crm.recurring.plan.search_read":               "recurring plans are no part of an architecture",
	"utm.medium.search_read":                       "sources of campaigns are no part of an architecture",
	"utm.source.search_read":                       "sources of campaigns are no part of an architecture",
	"mail.activity.type.search_read":               "activity types are not read",
	"ir.model.constraint.search_read":              "constraints are known by the failures that they make",
	"ir.cron.search_read":                          "there are no clocks",
	"ir.cron.method_direct_trigger":                "there are no clocks",
	"res.users.apikeys.fields_get":                 "keys are made by people",
	"crm.team.action_assign_leads":                 "there is no assignment",
	"res.config.settings.fields_get":               "of the form for settings there are the values alone",
}

// otherwise are single exchanges that come out otherwise here, with the reason.
var otherwise = map[string]string{
	"odoo17-read.jsonl:14": "the team of a user is not computed",
	"odoo19-edge.jsonl:49": "stages without records are no groups",
}

// What a real Odoo was asked, the emulator answers in the same way: the same keys, the same sorts of values, the same failures
// in the same words.
func TestReplay(t *testing.T) {
	used := map[string]int{}
	for name, files := range map[string][]string{
		"by hand":     {"odoo17-read.jsonl", "odoo17-write.jsonl", "odoo17-edge.jsonl"},
		"examples":    {"odoo17-examples.jsonl"},
		"gate":        {"odoo17-gate.jsonl"},
		"automations": {"odoo17-automations.jsonl"},
		"identify":    {"odoo17-identify.jsonl"},
		"traps":       {"odoo17-traps.jsonl"},
		"history":     {"odoo17-history.jsonl"},
		"records":     {"odoo17-testrecords.jsonl"},
		"changes":     {"odoo17-lastchanges.jsonl"},

		"19 by hand":     {"odoo19-edge.jsonl"},
		"19 examples":    {"odoo19-examples.jsonl"},
		"19 automations": {"odoo19-automations.jsonl"},
		"19 traps":       {"odoo19-traps.jsonl"},
		"19 records":     {"odoo19-testrecords.jsonl"},
	} {
		t.Run(name, func(t *testing.T) {
			s := Empty()
			name, modern := strings.CutPrefix(name, "19 ")
			if modern {
				s = Empty(Version("19.0"))
			}
			if name != "by hand" && name != "records" { // users could be in several teams in that database
				_, _ = s.db.setParameter(settings["is_membership_multi"], true)
			}
			if name == "records" && !modern { // who gets the records was there before
				s.db.table("res.users").put(6, record{"name": "Ana", "login": "ana@records.example", "active": true, "share": false})
			}
			if modern && name != "by hand" {
				sales := number(s.db.get(dataModel, s.db.find(dataModel, record{"module": "sales_team", "name": "group_sale_salesman"}))["res_id"])
				s.db.table("res.users").put(5, record{"name": "Ana", "login": "ana@records.example", "active": true, "share": false, "group_ids": []int64{sales}})
				s.db.set("res.groups", sales, "user_ids", []int64{5})
			}
			srv := httptest.NewServer(s)
			defer srv.Close()
			var all []exchange
			for _, f := range files {
				all = append(all, recorded(t, f)...)
			}
			same, equal := 0, 0
			for i, x := range all {
				if notHere[x.Request.call()] != "" {
					used[x.Request.call()]++
					continue
				}
				s.foresee(all[i:])
				got := ask(t, srv.URL, x)
				d := differs(x.Request.call(), x.Response, got)
				if otherwise[x.at] != "" {
					if used[x.at]++; d == "" {
						t.Errorf("%s is excused and comes out as recorded", x.at)
					}
					continue
				}
				if d != "" {
					t.Errorf("%s %s: %s", x.at, x.Request.call(), d)
					continue
				}
				same++
				if gocmp.Equal(x.Response, got) {
					equal++
				}
			}
			t.Logf("%d exchanges: %d come out in the same form, %d of them equal to the last value", len(all), same, equal)
		})
	}
	for _, list := range []map[string]string{notHere, otherwise} {
		for what, why := range list {
			if used[what] == 0 {
				t.Errorf("%s is excused and never asked", what)
			}
			t.Logf("left out %d× %s: %s", used[what], what, why)
		}
	}
}

func ask(t *testing.T, url string, x exchange) map[string]any {
	t.Helper()
	body, err := json.Marshal(x.Request)
	if err != nil {
		t.Fatal(err)
	}
	path := "/jsonrpc"
	if x.path != "" {
		path, body = x.path, x.body
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = http.Header{"Content-Type": {"application/json"}, "Authorization": {"Bearer " + DefaultKey}}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if x.path != "" {
		var v any
		if err := json.NewDecoder(resp.Body).Decode(&v); err != nil {
			t.Fatal(err)
		}
		return enveloped(resp.StatusCode, v)
	}
	var out map[string]any
	if err := json.NewDecoder(resp.Body).Decode(&out); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v", resp.StatusCode, err)
	}
	delete(out, "id")
	return out
}

// foresee gives new records the ids that they had when the rest was recorded: those that the answer names, and for what is
// made beside, those that are first read.
func (s *Server) foresee(rest []exchange) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x := rest[0]
	if x.Request.Params.Service != "object" {
		return
	}
	made := map[string][]int64{}
	switch m := text(x.Request.Params.Args[4]); m {
	case "create":
		made[text(x.Request.Params.Args[3])] = idList(x.Response["result"])
	case "load":
		res, _ := x.Response["result"].(map[string]any)
		made[text(x.Request.Params.Args[3])] = idList(res["ids"])
	}
	for _, later := range rest {
		if later.Request.Params.Service != "object" {
			continue
		}
		model := text(later.Request.Params.Args[3])
		if model != optionModel && model != actionModel && model != messageModel && model != changeModel {
			continue
		}
		if m := text(later.Request.Params.Args[4]); m == "create" || len(made[model]) > 0 {
			continue
		}
		rows, _ := later.Response["result"].([]any)
		for _, r := range rows {
			if row, ok := r.(map[string]any); ok && number(row["id"]) >= s.db.table(model).next && row["id"] != nil {
				made[model] = append(made[model], number(row["id"]))
			}
		}
	}
	for model, ids := range made {
		if len(ids) > 0 && slices.Min(ids) > 0 {
			s.db.table(model).next = max(s.db.table(model).next, slices.Min(ids))
		}
	}
}

// differs says in what the form of an answer differs from a recorded one.
func differs(call string, want, got map[string]any) string {
	we, wf := want["error"].(map[string]any)
	ge, gf := got["error"].(map[string]any)
	if wf || gf {
		wd, _ := we["data"].(map[string]any)
		gd, _ := ge["data"].(map[string]any)
		switch {
		case wd["name"] != gd["name"] || wd["message"] != gd["message"]:
			return fmt.Sprintf("fails with %v %q, and a real one with %v %q", gd["name"], gd["message"], wd["name"], wd["message"])
		case we["code"] != ge["code"] || we["message"] != ge["message"]:
			return fmt.Sprintf("the envelope is %v, not %v", ge, we)
		}
		for k := range wd {
			if _, there := gd[k]; !there {
				return "the failure has no " + k
			}
		}
		return ""
	}
	if strings.HasSuffix(call, ".fields_get") {
		return describes(want["result"], got["result"])
	}
	return form("", want, got)
}

// describes wants the fields that the emulator has to be as a real Odoo describes them.
func describes(want, got any) string {
	w, g := want.(map[string]any), got.(map[string]any)
	if len(g) == 0 {
		return "no fields"
	}
	for name, f := range g {
		if w[name] == nil {
			return "a real one has no field " + name
		}
		if d := gocmp.Diff(w[name], f); d != "" && !strings.Contains(d, "selection") {
			return name + ": " + d
		}
	}
	return ""
}

// form compares sorts of values. What is false has no value, so that it says nothing of its sort, unless the other is a number.
func form(path string, want, got any) string {
	wb, isBool := want.(bool)
	gb, gotBool := got.(bool)
	if isBool && !wb || gotBool && !gb {
		_, wn := want.(float64)
		_, gn := got.(float64)
		if wn || gn {
			return fmt.Sprintf("%s is %v, and with a real one %v", path, got, want)
		}
		return ""
	}
	switch w := want.(type) {
	case map[string]any:
		g, ok := got.(map[string]any)
		if !ok {
			return fmt.Sprintf("%s is %v, and with a real one an object", path, got)
		}
		for k := range w {
			if _, there := g[k]; !there {
				return fmt.Sprintf("%s has no %q", path, k)
			}
			if d := form(path+"."+k, w[k], g[k]); d != "" {
				return d
			}
		}
		for k := range g {
			if _, there := w[k]; !there {
				return fmt.Sprintf("%s has %q, and with a real one not", path, k)
			}
		}
	case []any:
		g, ok := got.([]any)
		if !ok || (len(w) == 0) != (len(g) == 0) {
			return fmt.Sprintf("%s is %v, and with a real one %v", path, got, want)
		}
		for i := range min(len(w), len(g)) {
			if d := form(fmt.Sprintf("%s[%d]", path, i), w[i], g[i]); d != "" {
				return d
			}
		}
	default:
		if fmt.Sprintf("%T", want) != fmt.Sprintf("%T", got) {
			return fmt.Sprintf("%s is %v, and with a real one %v", path, got, want)
		}
	}
	return ""
}

// What is compared must be able to differ.
func TestDiffers(t *testing.T) {
	failed := func(name, message string) string {
		return fmt.Sprintf(`{"error":{"code":200,"message":"Odoo Server Error","data":{"name":%q,"message":%q}}}`, name, message)
	}
	for _, tt := range []struct {
		want, got string
		same      bool
	}{
		{`{"result":true}`, `{"result":true}`, true},
		{`{"result":[{"id":1,"team_id":[4,"A"],"note":"x"}]}`, `{"result":[{"id":2,"team_id":false,"note":false}]}`, true},
		{`{"result":7}`, `{"result":[7]}`, false},
		{`{"result":7}`, `{"result":false}`, false},
		{`{"result":7}`, `{}`, false},
		{`{}`, `{"result":true}`, false},
		{`{"result":[{"id":1}]}`, `{"result":[]}`, false},
		{`{"result":[{"id":1,"name":"x"}]}`, `{"result":[{"id":1}]}`, false},
		{`{"result":[{"id":1}]}`, `{"result":[{"id":1,"name":"x"}]}`, false},
		{`{"result":"x"}`, `{"result":1}`, false},
		{failed("a.B", "no"), failed("a.B", "no"), true},
		{failed("a.B", "no"), failed("a.C", "no"), false},
		{failed("a.B", "no"), failed("a.B", "yes"), false},
		{failed("a.B", "no"), `{"result":true}`, false},
	} {
		var want, got map[string]any
		if json.Unmarshal([]byte(tt.want), &want) != nil || json.Unmarshal([]byte(tt.got), &got) != nil {
			t.Fatal(tt)
		}
		if d := differs("crm.stage.read", want, got); (d == "") != tt.same {
			t.Errorf("%s and %s: %q", tt.want, tt.got, d)
		}
	}
}
