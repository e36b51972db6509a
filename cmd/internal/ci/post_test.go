package ci_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/ci"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/ci/forgetest"
	"github.com/stagecraft-dev/stagecraft/planner"
)

// TestFirstPushAndMore follows a pull request: the first push, the same again, another push, a second environment.
func TestFirstPushAndMore(t *testing.T) {
	b := newBench(t)
	r := report(t, "production", 2, 1)
	b.Comments = []*forgetest.Comment{
		{ID: 1001, Author: "reader", Body: "Somebody quotes it:\n" + r.Mark()},
		{ID: 1002, Author: "other[bot]", Bot: true, Body: "A robot that quotes it " + r.Mark() + " in the middle"},
	}
	for i := range 130 { // ours comes on a later page
		b.Comments = append(b.Comments, &forgetest.Comment{ID: int64(2000 + i), Author: "reader", Body: "Good."})
	}
	before := len(b.Comments)
	must2 := func(notes []string, err error) { t.Helper(); must(t, notes, err) }
	must2(b.post(t, b.gitHub(head1), r))
	if len(b.Comments) != before+1 || len(b.Runs) != 1 || len(b.SARIF) != 1 {
		t.Fatalf("%d comments, %d check runs, %d uploads", len(b.Comments)-before, len(b.Runs), len(b.SARIF))
	}
	ours := b.Comments[before]
	if !strings.HasPrefix(ours.Body, "### Stagecraft plan: Acme 1.0.0 → production\n") || !strings.HasSuffix(ours.Body, "\n<!-- stagecraft:plan env=production dir=crm -->\n") {
		t.Errorf("the comment is\n%s", ours.Body)
	}
	run := b.Runs[0]
	if run.Name != "stagecraft (crm, production)" || run.Head != head1 || run.Status != "completed" || run.Conclusion != "action_required" || run.URL != "https://github.example/acme/crm/actions/runs/99" ||
		run.Title != "2 warnings; 1 change; to be signed by VP Sales" {
		t.Errorf("the check is %+v", run)
	}
	want := map[string]any{"path": "crm/a.hcl", "start_line": 2.0, "end_line": 2.0, "start_column": 3.0, "end_column": 9.0, "annotation_level": "warning", "message": "finding 1. Mend it.", "title": "L-01 finding 1"}
	if d := cmp.Diff(want, run.Annotations[1]); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"ola", "dana", "acme/revops"}, b.Asked, cmp.Transformer("sorted", func(l []string) []string { l = slices.Clone(l); slices.Sort(l); return l })); d != "" {
		t.Errorf("asked: %s", d)
	}

	must2(b.post(t, b.gitHub(head1), r)) // the same run again: nobody is asked twice, nothing is written twice
	n := len(b.Requests)
	if len(b.Comments) != before+1 || len(b.Asked) != 3 {
		t.Errorf("%d comments, asked %v", len(b.Comments), b.Asked)
	}
	b.Reviewed = []string{"dana"}
	r2 := report(t, "production", 0, 2)
	must2(b.post(t, b.gitHub(head2), r2)) // a forced push
	if len(b.Comments) != before+1 || !strings.Contains(ours.Body, "2 to update") || b.Runs[len(b.Runs)-1].Head != head2 || len(b.Asked) != 3 {
		t.Errorf("after the push: %d comments, asked %v, last check %+v\n%s", len(b.Comments), b.Asked, b.Runs[len(b.Runs)-1], ours.Body)
	}
	if len(b.Requests) == n {
		t.Error("no request was made")
	}
	must2(b.post(t, b.gitHub(head2), report(t, "sandbox", 0, 1)))
	if len(b.Comments) != before+2 || !strings.Contains(b.Comments[before+1].Body, "→ sandbox") || !strings.Contains(ours.Body, "→ production") {
		t.Error("the second environment has no comment of its own")
	}
	if b.Comments[0].Body != "Somebody quotes it:\n"+r.Mark() {
		t.Error("the comment of a person was changed")
	}
}

// TestPersonToken: with the token of a person the person's comments are ours, and the outcome is a commit status.
func TestPersonToken(t *testing.T) {
	b := newBench(t)
	r := report(t, "production", 1, 1)
	b.Comments = []*forgetest.Comment{{ID: 1, Author: "github-actions[bot]", Bot: true, Body: "old\n" + r.Mark()}}
	e := b.gitHub(head1).with("GITHUB_TOKEN", forgetest.PersonToken)
	for range 2 {
		notes, err := b.post(t, e, r)
		if err != nil || len(notes) != 1 || !strings.Contains(notes[0], "commit status") {
			t.Fatalf("%q, %v", notes, err)
		}
	}
	if len(b.Comments) != 2 || b.Comments[1].Author != "keeper" || b.Comments[0].Body != "old\n"+r.Mark() {
		t.Errorf("comments: %+v", b.Comments)
	}
	if run := b.Runs[0]; run.Status != "pending" || run.Name != "stagecraft (crm, production)" {
		t.Errorf("status: %+v", run)
	}
}

// TestManyAnnotations sends 50 at a time.
func TestManyAnnotations(t *testing.T) {
	b := newBench(t)
	notes, err := b.post(t, b.gitHub(head1), report(t, "production", 120, 1))
	must(t, notes, err)
	if run := b.Runs[0]; len(run.Annotations) != 120 || run.Status != "completed" || run.Conclusion != "action_required" || run.Annotations[119]["title"] != "L-01 finding 119" {
		t.Errorf("%d annotations, %s, %s", len(run.Annotations), run.Status, run.Conclusion)
	}
	b.Faults = []*forgetest.Fault{{Method: "PATCH", Path: "check-runs", Status: 422, Times: 1}}
	if _, err := b.post(t, b.gitHub(head2), report(t, "production", 120, 1)); err == nil {
		t.Error("a batch that was refused is no error")
	}
	if run := b.Runs[1]; run.Status != "completed" || run.Conclusion != "action_required" {
		t.Errorf("the check stays under way: %+v", run)
	}
}

// TestLongComment posts a plan of thousands of changes.
func TestLongComment(t *testing.T) {
	b := newBench(t)
	notes, err := b.post(t, b.gitHub(head1), report(t, "production", 0, 3000))
	must(t, notes, err)
	if body := b.Comments[0].Body; len([]rune(body)) < 60_000 || !strings.Contains(body, "[the run has all](<https://github.example/acme/crm/actions/runs/99>)") || !strings.HasSuffix(body, "-->\n") {
		t.Errorf("%d characters:\n%.500s", len([]rune(body)), body)
	}
	notes, err = b.post(t, b.gitLab(head1), report(t, "production", 0, 3000))
	must(t, notes[1:], err) // one of the reviewers is unknown
	if body := b.Comments[1].Body; len([]rune(body)) < 200_000 {
		t.Errorf("%d characters on GitLab", len([]rune(body)))
	}
}

// TestDraftAndClosed leave people alone.
func TestDraftAndClosed(t *testing.T) {
	b := newBench(t)
	notes, err := b.post(t, b.gitHub(head1).with("event.json", event(head1, false, true)), report(t, "production", 0, 1))
	if err != nil || len(notes) != 1 || !strings.Contains(notes[0], "draft") || len(b.Asked) != 0 || len(b.Comments) != 1 {
		t.Errorf("draft: %q, %v, asked %v", notes, err, b.Asked)
	}
	notes, err = b.post(t, b.gitHub(head1).with("event.json", strings.Replace(event(head1, false, false), `"state":"open"`, `"state":"closed"`, 1)), report(t, "production", 0, 1))
	if must(t, notes, err); len(b.Asked) != 0 {
		t.Errorf("closed: asked %v", b.Asked)
	}
	r := report(t, "production", 0, 1)
	r.NoReviewers = true
	notes, err = b.post(t, b.gitHub(head1), r)
	if must(t, notes, err); len(b.Asked) != 0 {
		t.Errorf("asked %v", b.Asked)
	}
	b.Draft = true
	notes, err = b.post(t, b.gitLab(head1), report(t, "production", 0, 1))
	if err != nil || len(notes) != 1 || !strings.Contains(notes[0], "draft") || len(b.Asked) != 0 {
		t.Errorf("draft on GitLab: %q, %v, asked %v", notes, err, b.Asked)
	}
}

// TestNothingToTell makes no request: events that are no pull request, and forks.
func TestNothingToTell(t *testing.T) {
	b := newBench(t)
	for name, e := range map[string]env{
		"push":        b.gitHub(head1).with("GITHUB_EVENT_NAME", "push"),
		"merge queue": b.gitHub(head1).with("GITHUB_EVENT_NAME", "merge_group", "event.json", `{"merge_group":{"head_sha":"`+head1+`"}}`, "GITHUB_TOKEN", ""),
		"schedule":    b.gitHub(head1).with("GITHUB_EVENT_NAME", "schedule"),
		"fork":        b.gitHub(head1).with("event.json", event(head1, true, false), "GITHUB_TOKEN", forgetest.ForkToken),
		"gone fork":   b.gitHub(head1).with("event.json", strings.Replace(event(head1, true, false), `{"full_name":"stranger/crm"}`, "null", 1)),
		"branch":      b.gitLab(head1).with("CI_MERGE_REQUEST_IID", "", "GITLAB_TOKEN", ""),
		"GitLab fork": b.gitLab(head1).with("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "2", "GITLAB_TOKEN", ""),
	} {
		notes, err := b.post(t, e, report(t, "production", 1, 1))
		if err != nil || len(notes) != 1 || len(b.Requests) > 0 {
			t.Errorf("%s: %q, %v, %d requests", name, notes, err, len(b.Requests))
		}
	}
}

// TestFailures: what is worth another attempt gets one; what is not says what to do; one failure does not stop the rest.
func TestFailures(t *testing.T) {
	for name, c := range map[string]struct {
		fault         forgetest.Fault
		note, err     string // "" is none
		comments, min int
	}{
		"500 once":             {forgetest.Fault{Path: "/user", Status: 500, Times: 2}, "", "", 1, 1},
		"comments 500":         {forgetest.Fault{Method: "GET", Path: "/issues/7/comments", Status: 500}, "", "status 500", 0, 1},
		"created, answer lost": {forgetest.Fault{Method: "POST", Path: "/comments", Done: true, Times: 1}, "", "", 1, 1},
		"created, then 502":    {forgetest.Fault{Method: "POST", Path: "/comments", Status: 502, Done: true, Times: 1}, "", "", 1, 1},
		"not created":          {forgetest.Fault{Method: "POST", Path: "/comments", Status: 502, Times: 1}, "", "", 1, 1},
		"never created":        {forgetest.Fault{Method: "POST", Path: "/comments", Status: 502}, "", "may have been carried out", 0, 1},
		"403":                  {forgetest.Fault{Method: "POST", Path: "/issues/7/comments", Status: 403}, "", "needs the permission pull-requests: write", 0, 1},
		"422":                  {forgetest.Fault{Method: "POST", Path: "/issues/7/comments", Status: 422}, "", "failed on demand", 0, 1},
		"429":                  {forgetest.Fault{Path: "/issues", Status: 429, Times: 1, Header: map[string]string{"Retry-After": "20"}}, "", "", 1, 1},
		"secondary limit":      {forgetest.Fault{Method: "POST", Path: "/issues", Status: 403, Times: 1, Header: map[string]string{"Retry-After": "60"}}, "", "", 1, 1},
		"limit used up":        {forgetest.Fault{Method: "POST", Path: "/issues", Status: 403, Times: 1, Header: map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}}, "", "", 1, 1},
		"limit for an hour":    {forgetest.Fault{Method: "POST", Path: "/issues", Status: 429, Header: map[string]string{"Retry-After": "3600"}}, "", "rate limited", 0, 1},
		"no code scanning":     {forgetest.Fault{Path: "/code-scanning", Status: 404}, "no code scanning", "", 1, 1},
		"too much SARIF":       {forgetest.Fault{Path: "/code-scanning", Status: 413}, "more than code scanning takes", "", 1, 1},
		"SARIF 503":            {forgetest.Fault{Path: "/code-scanning", Status: 503}, "", "status 503", 1, 1},
		"checks 404":           {forgetest.Fault{Path: "/check-runs", Status: 404}, "", "status 404", 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.Faults = []*forgetest.Fault{&c.fault}
			notes, err := b.post(t, b.gitHub(head1), report(t, "production", 1, 1))
			if got := strings.Join(notes, " "); (c.note == "") != (got == "") || !strings.Contains(got, c.note) {
				t.Errorf("notes %q", notes)
			}
			if (c.err == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.err) {
				t.Errorf("error %v", err)
			}
			if err != nil && strings.Contains(err.Error(), forgetest.RobotToken) {
				t.Error("the error has the token")
			}
			if len(b.Comments) != c.comments || len(b.Runs) != c.min || len(b.Asked) != 3 {
				t.Errorf("%d comments, %d checks, asked %v", len(b.Comments), len(b.Runs), b.Asked)
			}
		})
	}
}

// TestReviewersWhoCannotBeAsked keep nobody else from being asked.
func TestReviewersWhoCannotBeAsked(t *testing.T) {
	b := newBench(t)
	b.Strangers = []string{"ola"}
	notes, err := b.post(t, b.gitHub(head1), report(t, "production", 0, 1))
	if err != nil || len(notes) != 1 || !strings.HasPrefix(notes[0], "ola could not be asked") || len(b.Asked) != 2 {
		t.Errorf("%q, %v, asked %v", notes, err, b.Asked)
	}
}

func TestGitLab(t *testing.T) {
	b := newBench(t)
	r := report(t, "production", 2, 1)
	b.Comments = []*forgetest.Comment{{ID: 900, Author: "dana", Body: r.Mark()}, {ID: 901, Author: "project_1_bot", System: true, Body: r.Mark()}}
	b.Asked = []string{"kim"} // by somebody
	for range 2 {
		notes, err := b.post(t, b.gitLab(head1), r)
		if err != nil || len(notes) != 1 || !strings.HasPrefix(notes[0], "nobody was not asked") {
			t.Fatalf("%q, %v", notes, err)
		}
	}
	if len(b.Comments) != 3 || !strings.HasSuffix(b.Comments[2].Body, r.Mark()) || b.Comments[0].Body != r.Mark() {
		t.Errorf("%d notes", len(b.Comments))
	}
	if d := cmp.Diff([]string{"kim", "dana", "ola"}, b.Asked); d != "" {
		t.Errorf("asked: %s", d)
	}
	if run := b.Runs[0]; len(b.Runs) != 1 || run.Status != "pending" || run.Name != "stagecraft (crm, production)" || run.Head != head1 {
		t.Errorf("status: %+v", run)
	}
	notes, err := b.post(t, b.gitLab(head2).with("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA", head1), report(t, "production", 2, 3))
	if err != nil || len(b.Comments) != 3 || len(b.Runs) != 1 || !strings.Contains(b.Comments[2].Body, "3 to update") {
		t.Errorf("%q, %v: %d notes, %d statuses", notes, err, len(b.Comments), len(b.Runs))
	}
	b = newBench(t)
	b.OneOnly = true
	if notes, err := b.post(t, b.gitLab(head1), r); err != nil || len(notes) != 2 || !strings.Contains(notes[1], "GitLab Premium") {
		t.Errorf("%q, %v", notes, err)
	}
	if _, err := b.post(t, b.gitLab(head1).with("GITLAB_TOKEN", "glpat-wrongwrongwrong"), r); err == nil || !strings.Contains(err.Error(), "GITLAB_TOKEN must be") || strings.Contains(err.Error(), "wrongwrong") {
		t.Errorf("a wrong token: %v", err)
	}
}

// TestCodeQuality: fingerprints stay when lines move, and differ between findings that are alike.
func TestCodeQuality(t *testing.T) {
	b := newBench(t)
	write := func(r *ci.Report) []map[string]any {
		file := filepath.Join(t.TempDir(), ci.CodeQuality)
		f, err := ci.OpenGitLab(b.options(b.gitLab(head1).with("CI_MERGE_REQUEST_IID", "")), file)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ci.Post(t.Context(), f, r); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var out []map[string]any
		if err := json.Unmarshal(data, &out); err != nil {
			t.Fatal(err)
		}
		return out
	}
	r := report(t, "production", 2, 0)
	first := write(r)
	want := map[string]any{"description": "finding 0. Mend it.", "check_name": "L-01", "severity": "minor", "fingerprint": first[0]["fingerprint"],
		"location": map[string]any{"path": "crm/a.hcl", "lines": map[string]any{"begin": 1.0}}}
	if d := cmp.Diff(want, first[0]); d != "" {
		t.Error(d)
	}
	for i := range r.Lint.Found {
		r.Lint.Found[i].Subject.Start.Line += 10
	}
	again := r.Lint.Found[1]
	again.Subject.Start.Line += 5
	r.Lint.Found = append(r.Lint.Found, again)
	second := write(r)
	if second[0]["fingerprint"] != first[0]["fingerprint"] || second[1]["fingerprint"] == second[2]["fingerprint"] {
		t.Errorf("%v\n%v", first, second)
	}
}

// TestConclusion weighs reports.
func TestConclusion(t *testing.T) {
	for want, change := range map[ci.Conclusion]func(*ci.Report){
		ci.ActionRequired: func(*ci.Report) {},
		ci.Failure:        func(r *ci.Report) { r.Review.Plan.Errored = true },
		ci.Neutral:        func(r *ci.Report) { r.Paper = true },
		ci.Success:        func(r *ci.Report) { r.Review.Approvals = nil },
	} {
		r := report(t, "production", 1, 1)
		if change(r); r.Conclusion() != want {
			t.Errorf("%s, want %s", r.Conclusion(), want)
		}
	}
	r := report(t, "production", 1, 1)
	r.Review.Approvals = nil
	r.Review.Plan.Guards = []planner.Tripped{{What: "too much"}}
	if r.Conclusion() != ci.ActionRequired {
		t.Error("a guard needs no action")
	}
	r.Lint.Strict = true
	if r.Conclusion() != ci.Failure {
		t.Error("a warning does not fail in strict mode")
	}
}

// TestMark: names cannot end the comment that hides the mark, and different ones have different marks.
func TestMark(t *testing.T) {
	seen := map[string]bool{}
	for _, env := range []string{"a", "a b", "a--b", "-->", "a dir=b", "<!--", "ä"} {
		for _, dir := range []string{".", "x/y", "--><script>"} {
			m := (&ci.Report{Environment: env, Dir: dir}).Mark()
			if seen[m] || strings.Count(m, "--") != 2 || strings.ContainsAny(m[4:len(m)-3], "<>\n") {
				t.Errorf("%q, %q: %s", env, dir, m)
			}
			seen[m] = true
		}
	}
}

// TestRunner reads what the runner sets, and says what is missing.
func TestRunner(t *testing.T) {
	b := newBench(t)
	for name, c := range map[string]struct {
		e    env
		want string
	}{
		"no job":       {env{}, "GITHUB_REPOSITORY is not set"},
		"no token":     {b.gitHub(head1).with("GITHUB_TOKEN", ""), "GITHUB_TOKEN is not set"},
		"no event":     {b.gitHub(head1).with("GITHUB_EVENT_PATH", ""), "GITHUB_EVENT_PATH is not set"},
		"other event":  {b.gitHub(head1).with("event.json", `{"issue":{}}`), "says nothing of a pull request"},
		"no JSON":      {b.gitHub(head1).with("event.json", `{`), "says nothing of a pull request"},
		"plain http":   {b.gitHub(head1).with("GITHUB_API_URL", "http://api.github.example"), "must begin with https://"},
		"odd name":     {b.gitHub(head1).with("GITHUB_REPOSITORY", "a/b/c"), "GITHUB_REPOSITORY is not set"},
		"odd head":     {b.gitHub(head1).with("event.json", event("HEAD", false, false)), "says nothing of a pull request"},
		"GitLab token": {b.gitLab(head1).with("GITLAB_TOKEN", ""), "CI_JOB_TOKEN cannot write notes"},
		"GitLab URL":   {b.gitLab(head1).with("CI_API_V4_URL", ""), "CI_API_V4_URL is not set"},
		"GitLab iid":   {b.gitLab(head1).with("CI_MERGE_REQUEST_IID", "x"), "which is no number"},
	} {
		var err error
		if strings.HasPrefix(name, "GitLab") {
			_, err = ci.OpenGitLab(b.options(c.e), "")
		} else {
			_, err = ci.OpenGitHub(b.options(c.e))
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFilesOfTheRunner: values cannot set other outputs, and a huge plan fits into the summary of a step.
func TestFilesOfTheRunner(t *testing.T) {
	dir := t.TempDir()
	out, sum := filepath.Join(dir, "out"), filepath.Join(dir, "sum")
	if err := ci.Outputs(out, [][2]string{{"a", "1\nb=2"}, {"c", "3"}}); err != nil {
		t.Fatal(err)
	}
	if data, _ := os.ReadFile(out); string(data) != "a=1\uFFFDb=2\nc=3\n" {
		t.Errorf("%q", data)
	}
	for range 2 {
		if err := ci.StepSummary(sum, report(t, "production", 0, 6_000), "https://github.example/run", []string{"@octocat </details>"}); err != nil {
			t.Fatal(err)
		}
	}
	data, _ := os.ReadFile(sum)
	if n := len(data); n > 2<<20 || n < 1_900_000 || strings.Count(string(data), "### Stagecraft plan") != 2 || !strings.Contains(string(data), "> @&#8203;octocat &lt;/details&gt;") {
		t.Errorf("%d bytes", n)
	}
	if ci.StepSummary("", nil, "", nil) != nil || ci.Outputs("", nil) != nil {
		t.Error("something is done without a file")
	}
}
