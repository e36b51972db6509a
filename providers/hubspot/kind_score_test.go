package hubspot

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
)

func fitScore(t *testing.T, name string, points int) providers.Values {
	t.Helper()
	return derive(typeScore, providers.Values{"name": name, "object": "contacts", "definition": parseJSON(t, fmt.Sprintf(`{"allowedGroupTypes":["FIT"],"maxScorePerCategory":100,"groupConfigs":[
		{"groupName":"Fit","groupCategory":"FIT","maxValue":50,"minValue":0,"ruleConfigurations":[{"enabled":true,"configuration":{"calculation":{"type":"MATCH","property":"industry",
			"matchRules":[{"operation":{"operationType":"MULTISTRING","operator":"IS_EQUAL_TO","values":["Retail"]},"value":%d}]}}}]}]}`, points))})
}

func TestScoreLife(t *testing.T) {
	account, p := messyPortal(t)
	l := settlesAs(t, p, applyOne(t, p, createOf(t, typeScore, fitScore(t, "Fit", 10))))
	if d := cmp.Diff([]any{"Scores contacts", "Fit (fit), at most 50:", "  10 points: industry is equal to Retail"}, l.Values["summary"]); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]any{"contacts/industry"}, l.Values["properties"]); d != "" {
		t.Error(d)
	}
	failsAs(t, applyOne(t, p, createOf(t, typeScore, fitScore(t, "Fit", 10))).Err, providers.Conflict)

	ids := func() string {
		s, err := p.client.Score(t.Context(), l.ID)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		eachPart(decode(s.Raw), func(part map[string]any, name string, rule int) {
			out = append(out, fmt.Sprint(name, rule, part["id"]))
		})
		return strings.Join(out, " ")
	}
	before := ids()
	old := l
	l = settlesAs(t, p, applyOne(t, p, updateOf(t, l, fitScore(t, "Fitter", 20))))
	if now := ids(); now != before {
		t.Errorf("ids of groups and rules were %s and are %s", before, now)
	}
	failsAs(t, applyOne(t, p, updateOf(t, old, fitScore(t, "Fitter", 30))).Err, providers.Conflict)

	account.Inject(emulator.Fault{Method: "POST", Path: "/deactivate", Drop: emulator.DropAfterCommit})
	if done := applyOne(t, p, deleteOf(l)); done.Err != nil {
		t.Fatal(done.Err)
	}
	failsAs(t, applyOne(t, p, deleteOf(l)).Err, providers.NotFound)
	failsAs(t, applyOne(t, p, updateOf(t, l, fitScore(t, "Fitter", 30))).Err, providers.NotFound)
}

// A draft that was not published is not in force: it differs from what is wanted, and the next apply publishes it.
func TestScoreThatIsNotInForce(t *testing.T) {
	account, p := messyPortal(t)
	account.Inject(emulator.Fault{Method: "POST", Path: "/publish", Status: 400})
	op := createOf(t, typeScore, fitScore(t, "Fit", 10))
	if done := applyOne(t, p, op); done.Err == nil {
		t.Fatal("it was published")
	}
	l := theLive(t, p, typeScore, "Fit")
	if l.Values["definition"] != nil {
		t.Errorf("a draft counts: %v", l.Values)
	}
	l = settlesAs(t, p, applyOne(t, p, updateOf(t, l, op.After)))
	account.Inject(emulator.Fault{Method: "POST", Path: "/publish", Status: 400})
	if done := applyOne(t, p, updateOf(t, l, fitScore(t, "Fit", 20))); done.Err == nil {
		t.Fatal("it was published")
	}
	if d := cmp.Diff(l, theLive(t, p, typeScore, "Fit")); d != "" {
		t.Errorf("a draft counts: %s", d)
	}
	if done := applyOne(t, p, deleteOf(l)); done.Err != nil {
		t.Error(done.Err)
	}
}

func TestScoreLostAnswers(t *testing.T) {
	account, p := messyPortal(t)
	account.Inject(emulator.Fault{Method: "POST", Path: "/scores", Drop: emulator.DropAfterCommit})
	l := settlesAs(t, p, applyOne(t, p, createOf(t, typeScore, fitScore(t, "Fit", 10))))
	for _, path := range []string{"/draft", "/draft/publish"} {
		account.Inject(emulator.Fault{Path: path, Drop: emulator.DropAfterCommit})
	}
	settlesAs(t, p, applyOne(t, p, updateOf(t, l, fitScore(t, "Fit", 20))))
}
