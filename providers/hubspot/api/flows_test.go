package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// liveFlow has members that nobody here knows, numbers that floats would change, and what the server sets itself.
const liveFlow = `{"id":"7","revisionId":"3","name":"Route","type":"PLATFORM_FLOW","flowType":"WORKFLOW","objectTypeId":"0-3","isEnabled":true,
	"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-02T00:00:00Z","dataSources":[],"crmObjectCreationStatus":"COMPLETE","uuid":"u",
	"actions":[{"actionId":"1","fields":{"delta":"1440","odd":9007199254740993}}],"newInNovember":{"deep":[1,{"x":null}]},"limit":12345678901234567890}`

func TestFlowKeepsWhatNobodyKnows(t *testing.T) {
	s, c, _ := start(t, inTurn(says(200, liveFlow), says(200, `{"id":"7","revisionId":"4","name":"Route"}`)))
	f, err := c.UpdateFlow(t.Context(), "7", "3", json.RawMessage(`{"isEnabled":false,"newInNovember":{"more":true}}`))
	if err != nil || f.RevisionID != "4" {
		t.Fatal(f, err)
	}
	sent := s.seen()[1]
	want := `{"actions":[{"actionId":"1","fields":{"delta":"1440","odd":9007199254740993}}],"isEnabled":false,"limit":12345678901234567890,` +
		`"name":"Route","newInNovember":{"deep":[1,{"x":null}],"more":true},"revisionId":"3","type":"PLATFORM_FLOW"}`
	if sent.line != "PUT /automation/v4/flows/7" || sent.body != want {
		t.Errorf("sent %s\n%s\nwant\n%s", sent.line, sent.body, want)
	}
	raw, err := json.Marshal(Flow{Raw: json.RawMessage(`{"id":"7","unknown":1}`)})
	if err != nil || string(raw) != `{"id":"7","unknown":1}` {
		t.Errorf("%s %v", raw, err)
	}
}

func TestFlowRevisions(t *testing.T) {
	patch := json.RawMessage(`{"isEnabled":false,"actions":[{"actionId":"1"}]}`)
	other := strings.Replace(liveFlow, `"revisionId":"3"`, `"revisionId":"4"`, 1)
	ours := strings.Replace(other, `"isEnabled":true`, `"isEnabled":false`, 1)
	read := func(body string) answer { return says(200, body) }
	for _, tt := range []struct {
		name    string
		answers []answer
		kind    providers.ErrorKind // "" is success
		seen    int
	}{
		{"changed since", []answer{read(other)}, providers.Conflict, 1},
		{"changed in between", []answer{read(liveFlow), says(409, `{"message":"revision"}`)}, providers.Conflict, 2},
		{"gone", []answer{says(404, ``)}, providers.NotFound, 1},
		{"lost and not carried out", []answer{read(liveFlow), lost, read(liveFlow), read(`{"id":"7","revisionId":"4"}`)}, "", 4},
		{"lost and carried out", []answer{read(liveFlow), lost, read(ours)}, "", 3},
		{"lost and somebody else came first", []answer{read(liveFlow), lost, read(other)}, providers.Ambiguous, 3},
		{"lost and no look possible", []answer{read(liveFlow), lost, says(403, ``)}, providers.Ambiguous, 3},
		{"failed and not carried out", []answer{read(liveFlow), says(500, ``), read(liveFlow), read(`{"id":"7","revisionId":"4"}`)}, "", 4},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, c, _ := start(t, inTurn(tt.answers...))
			_, err := c.UpdateFlow(t.Context(), "7", "3", patch)
			if tt.kind == "" && err != nil || tt.kind != "" && !providers.IsKind(err, tt.kind) || len(s.seen()) != tt.seen {
				t.Errorf("%v after\n%s", err, s.lines())
			}
		})
	}
	t.Run("lost for ever", func(t *testing.T) {
		s, c, _ := start(t, func(n int, w http.ResponseWriter, r *http.Request, body string) {
			if r.Method == http.MethodGet {
				io.WriteString(w, liveFlow)
				return
			}
			lost(n, w, r, body)
		})
		if _, err := c.UpdateFlow(t.Context(), "7", "3", patch); !providers.IsKind(err, providers.Ambiguous) || len(s.seen()) != 2*creates+1 {
			t.Errorf("%v after\n%s", err, s.lines())
		}
	})
}

func TestCreate(t *testing.T) {
	e := func(k providers.ErrorKind) error { return &providers.Error{Kind: k} }
	amb, none, taken, bad := e(providers.Ambiguous), e(providers.NotFound), e(providers.Conflict), e(providers.Invalid)
	for _, tt := range []struct {
		name          string
		creates       []error // outcomes of creates; nil is success
		find          []error
		nothing       Certainty
		want          error
		sent, lookups int
	}{
		{"at once", []error{nil}, nil, Proof, nil, 1, 0},
		{"refused", []error{bad}, nil, Proof, bad, 1, 0},
		{"taken from the start", []error{taken}, nil, Proof, taken, 1, 0},
		{"lost, there", []error{amb}, []error{nil}, NoProof, nil, 1, 1},
		{"lost, not there", []error{amb, nil}, []error{none}, Proof, nil, 2, 1},
		{"lost, not seen", []error{amb}, []error{none}, NoProof, amb, 1, 1},
		{"lost, no look possible", []error{amb}, []error{bad}, Proof, amb, 1, 1},
		{"lost, several look like it", []error{amb}, []error{taken}, Proof, amb, 1, 1},
		{"lost, not seen, taken", []error{amb, taken}, []error{none, nil}, Proof, nil, 2, 2},
		{"lost, not seen, taken, still not seen", []error{amb, taken}, []error{none}, Proof, amb, 2, 2},
		{"lost, not there, refused", []error{amb, bad}, []error{none}, Proof, bad, 2, 1},
		{"lost for ever", []error{amb}, []error{none}, Proof, amb, creates, creates},
	} {
		t.Run(tt.name, func(t *testing.T) {
			sent, lookups := 0, 0
			next := func(n *int, list []error) (*int, error) {
				err := list[min(*n, len(list)-1)]
				*n++
				if err != nil {
					return nil, err
				}
				return n, nil
			}
			v, err := Create(t.Context(), func(context.Context) (*int, error) { return next(&sent, tt.creates) },
				func(context.Context) (*int, error) { return next(&lookups, tt.find) }, tt.nothing)
			if !errors.Is(err, tt.want) || (v == nil) != (err != nil) || sent != tt.sent || lookups != tt.lookups {
				t.Errorf("%v; %d creates and %d look-ups, want %v; %d and %d", err, sent, lookups, tt.want, tt.sent, tt.lookups)
			}
		})
	}
}

// Each create with a lost answer finds what it made, by natural key, and makes no second one.
func TestLostCreatesAreFound(t *testing.T) {
	for _, tt := range []struct {
		name  string
		do    func(context.Context, *Client) (string, error)
		finds string // the answer to every read
	}{
		{"group", func(ctx context.Context, c *Client) (string, error) {
			g, err := c.CreateGroup(ctx, "deals", Group{Name: "g"})
			return fmt.Sprint(g), err
		}, `{"name":"g","label":"found"}`},
		{"property", func(ctx context.Context, c *Client) (string, error) {
			p, err := c.CreateProperty(ctx, "deals", PropertyInput{Name: "p"})
			return fmt.Sprint(p), err
		}, `{"name":"p","label":"found"}`},
		{"pipeline by id", func(ctx context.Context, c *Client) (string, error) {
			p, err := c.CreatePipeline(ctx, "deals", PipelineInput{ID: "mine", Label: "L"})
			return fmt.Sprint(p), err
		}, `{"results":[{"id":"1","label":"L"},{"id":"mine","label":"found"}]}`},
		{"pipeline by label", func(ctx context.Context, c *Client) (string, error) {
			p, err := c.CreatePipeline(ctx, "deals", PipelineInput{Label: "L"})
			return fmt.Sprint(p), err
		}, `{"results":[{"id":"found","label":"L"},{"id":"2","label":"M"}]}`},
		{"stage", func(ctx context.Context, c *Client) (string, error) {
			s, err := c.CreateStage(ctx, "deals", "p", StageInput{Label: "L"})
			return fmt.Sprint(s), err
		}, `{"results":[{"id":"found","label":"L","metadata":{"probability":0.5,"isClosed":false}}]}`},
		{"schema", func(ctx context.Context, c *Client) (string, error) {
			s, err := c.CreateSchema(ctx, SchemaInput{Name: "plan"})
			return fmt.Sprint(s), err
		}, `{"results":[{"name":"Plan","description":"found"}]}`},
		{"label", func(ctx context.Context, c *Client) (string, error) {
			l, err := c.CreateAssociationLabel(ctx, "a", "b", LabelInput{Label: "found"})
			return fmt.Sprint(l), err
		}, `{"results":[{"typeId":1,"label":null},{"typeId":2,"label":"found"}]}`},
		{"list", func(ctx context.Context, c *Client) (string, error) {
			l, err := c.CreateList(ctx, ListInput{Name: "l", ObjectTypeID: "0-1"})
			return fmt.Sprint(l), err
		}, `{"list":{"listId":"1","name":"found"}}`},
		{"team", func(ctx context.Context, c *Client) (string, error) {
			team, err := c.CreateTeam(ctx, "found", "")
			return fmt.Sprint(team), err
		}, `{"results":[{"id":"1","name":"found"}]}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s, c, _ := start(t, func(n int, w http.ResponseWriter, r *http.Request, body string) {
				if r.Method == http.MethodPost {
					lost(n, w, r, body)
					return
				}
				io.WriteString(w, tt.finds)
			})
			got, err := tt.do(t.Context(), c)
			if err != nil || !strings.Contains(got, "found") || strings.Count(s.lines(), "POST") != 1 {
				t.Errorf("%s %v after\n%s", got, err, s.lines())
			}
		})
	}
}

// A workflow made by the lost create is told apart from older ones with its name.
func TestLostFlow(t *testing.T) {
	for _, tt := range []struct {
		list string
		kind providers.ErrorKind
	}{
		{`{"results":[{"id":"1","name":"Route"},{"id":"2","name":"Route"}]}`, ""},
		{`{"results":[{"id":"1","name":"Route"}]}`, providers.Ambiguous},
		{`{"results":[{"id":"2","name":"Route"},{"id":"3","name":"Route"}]}`, providers.Ambiguous},
	} {
		s, c, _ := start(t, func(n int, w http.ResponseWriter, r *http.Request, body string) {
			switch {
			case r.Method == http.MethodPost:
				lost(n, w, r, body)
			case strings.HasSuffix(r.URL.Path, "/flows"):
				io.WriteString(w, tt.list)
			default:
				fmt.Fprintf(w, `{"id":%q,"name":"Route","actions":[]}`, r.URL.Path[len("/automation/v4/flows/"):])
			}
		})
		f, err := c.CreateFlow(t.Context(), json.RawMessage(`{"name":"Route"}`), []string{"1"})
		if tt.kind == "" && (err != nil || f.ID != "2") || tt.kind != "" && !providers.IsKind(err, tt.kind) || strings.Count(s.lines(), "POST") != 1 {
			t.Errorf("%v %v after\n%s", f, err, s.lines())
		}
	}
}

func TestScores(t *testing.T) {
	const live = `{"id":9,"name":"Fit","objectTypeId":"0-1","groupConfigs":[{"id":"g1","maxValue":50}],"odd":{"x":1}}`
	s, c, _ := start(t, func(_ int, w http.ResponseWriter, r *http.Request, _ string) {
		if r.Method == http.MethodPost {
			w.Header().Set("Location", "https://api.example.com/marketing/lead-scoring/2026-09-beta/scores/9?x=1")
			w.WriteHeader(201)
			return
		}
		io.WriteString(w, live)
	})
	score, err := c.CreateScore(t.Context(), json.RawMessage(`{"name":"Fit"}`), nil)
	if err != nil || score.ID != "9" || score.Name != "Fit" || !json.Valid(score.Raw) {
		t.Fatal(score, err)
	}
	if err := c.UpdateScore(t.Context(), "9", json.RawMessage(`{"name":"Fit 2"}`)); err != nil {
		t.Fatal(err)
	}
	calls := s.seen()
	want := `{"groupConfigs":[{"id":"g1","maxValue":50}],"id":9,"name":"Fit 2","objectTypeId":"0-1","odd":{"x":1}}`
	if last := calls[len(calls)-1]; last.line != "PUT /marketing/lead-scoring/2026-09-beta/scores/9/draft" || last.body != want {
		t.Errorf("sent %v", last)
	}
}

// Rules about moves are set without touching the approval.
func TestPipelineRulesKeepTheApproval(t *testing.T) {
	s, c, _ := start(t, says(200, `{"governanceValidationRules":{"noBackwardsMovementRule":null},"approvalStage":{"pipelineStageId":"s","approvalMode":"ALL","x":1}}`))
	if err := c.SetPipelineRules(t.Context(), "0-3", "p", Governance{NoSkipping: &StageRule{AllStages: true}}); err != nil {
		t.Fatal(err)
	}
	want := []call{{"GET /crm/pipelines-rules/2026-09/0-3/p", ""}, {"PUT /crm/pipelines-rules/2026-09/0-3/p",
		`{"governanceValidationRules":{"noBackwardsMovementRule":null,"noSkippingStagesRule":{"enabledForAllStages":true,"pipelineStageIds":[]},"objectCreationRule":null},` +
			`"approvalStage":{"pipelineStageId":"s","approvalMode":"ALL","x":1}}`}}
	if d := cmp.Diff(want, s.seen(), cmp.AllowUnexported(call{})); d != "" {
		t.Error(d)
	}
}

func TestMetadata(t *testing.T) {
	var s Stage
	if err := json.Unmarshal([]byte(`{"metadata":{"probability":0.10,"isClosed":true,"ticketState":"OPEN","gone":null}}`), &s); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(Metadata{"probability": "0.10", "isClosed": "true", "ticketState": "OPEN"}, s.Metadata); d != "" {
		t.Error(d)
	}
	if json.Unmarshal([]byte(`{"metadata":{"a":{}}}`), &s) == nil || json.Unmarshal([]byte(`{"metadata":[1]}`), &s) == nil {
		t.Error("metadata of another form were read")
	}
}
