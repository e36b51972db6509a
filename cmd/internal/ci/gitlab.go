package ci

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// CodeQuality is the file that GitLab takes findings from, as artifacts:reports:codequality.
const CodeQuality = "gl-code-quality-report.json"

// GitLab is the forge of a job of GitLab CI. Variables are those of https://docs.gitlab.com/ci/variables/predefined_variables/
type GitLab struct {
	api     *host
	project string
	request *Request
	head    string // commit that statuses are for
	page    string
	quality string // file for findings; "" for none
}

// OpenGitLab reads the environment of the runner; it contacts nothing. quality is the file for findings.
func OpenGitLab(o Options, quality string) (*GitLab, error) {
	env := o.Getenv
	g := &GitLab{project: env("CI_PROJECT_ID"), page: env("CI_JOB_URL"), quality: quality}
	if g.project == "" {
		return nil, missing("GitLab CI", "CI_PROJECT_ID")
	}
	iid := env("CI_MERGE_REQUEST_IID")
	if iid == "" {
		return g, nil
	}
	n, err := strconv.Atoi(iid)
	if err != nil || n < 1 {
		return nil, fmt.Errorf("CI_MERGE_REQUEST_IID is %q, which is no number", iid)
	}
	// In a pipeline of the merged results the commit that runs is none that anybody proposed.
	g.head = env("CI_MERGE_REQUEST_SOURCE_BRANCH_SHA")
	if g.head == "" {
		g.head = env("CI_COMMIT_SHA")
	}
	if !commitHash(g.head) {
		return nil, missing("GitLab CI", "CI_COMMIT_SHA")
	}
	g.request = &Request{Number: n, Head: g.head, Base: env("CI_MERGE_REQUEST_DIFF_BASE_SHA")}
	if !commitHash(g.request.Base) {
		g.request.Base = ""
	}
	if p := env("CI_MERGE_REQUEST_PROJECT_ID"); p != "" {
		g.project = p // of the target; a pipeline of a fork runs in the fork
	}
	token := strings.TrimSpace(env("GITLAB_TOKEN"))
	fork := env("CI_MERGE_REQUEST_SOURCE_PROJECT_ID") != "" && env("CI_MERGE_REQUEST_SOURCE_PROJECT_ID") != g.project
	switch {
	case token == "" && fork:
		g.request.Silent = "The merge request comes from a fork, which has no token of this project, so that nothing was posted. The log of the job has the plan."
		return g, nil
	case token == "":
		return nil, errors.New("GITLAB_TOKEN is not set: CI_JOB_TOKEN cannot write notes. Make a project access token with the role Developer and the scope api, and a masked variable of it")
	}
	base := env("CI_API_V4_URL")
	if base == "" {
		return nil, missing("GitLab CI", "CI_API_V4_URL")
	}
	g.api, err = o.open("GitLab", base, web.NewSecret(token), func(r *http.Request, token string) { r.Header.Set("PRIVATE-TOKEN", token) })
	return g, err
}

func (g *GitLab) Request() *Request { return g.request }
func (g *GitLab) Page() string      { return g.page }
func (g *GitLab) Limit() int        { return view.GitLabComment }

func (g *GitLab) Accounts(r schema.Reviewers) []string { return slices.Clone(r.GitLab) }

func (g *GitLab) path(format string, args ...any) string {
	return "/projects/" + segment(g.project) + fmt.Sprintf(format, args...)
}

type gitlabUser struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
}

type gitlabNote struct {
	ID     int64      `json:"id"`
	Body   string     `json:"body"`
	System bool       `json:"system"`
	Author gitlabUser `json:"author"`
}

// Comment finds the note by its mark and its author, who is the user of the token.
func (g *GitLab) Comment(ctx context.Context, mark, body string) error {
	var me gitlabUser
	if err := g.api.call(ctx, http.MethodGet, "/user", nil, nil, &me, web.ByMethod); err != nil {
		return g.denied(err)
	}
	body = strings.TrimSpace(body)
	created := false
	for {
		n, err := g.find(ctx, mark, me.ID)
		switch {
		case err != nil:
			return g.denied(err)
		case n != nil && strings.TrimSpace(n.Body) == body:
			return nil
		case n != nil:
			return g.denied(g.api.call(ctx, http.MethodPut, g.path("/merge_requests/%d/notes/%d", g.request.Number, n.ID), nil, map[string]string{"body": body}, nil, web.Sets))
		}
		err = g.api.call(ctx, http.MethodPost, g.path("/merge_requests/%d/notes", g.request.Number), nil, map[string]string{"body": body}, nil, web.Acts)
		if !providers.IsKind(err, providers.Ambiguous) || created {
			return g.denied(err)
		}
		created = true // perhaps: look, and write once more when it is not there
	}
}

// find is the first note that has the mark at its end and is ours; nil when there is none.
func (g *GitLab) find(ctx context.Context, mark string, me int64) (*gitlabNote, error) {
	notes, err := list[gitlabNote](ctx, g.api, g.path("/merge_requests/%d/notes", g.request.Number), url.Values{"sort": {"asc"}, "order_by": {"created_at"}})
	if err != nil {
		return nil, err
	}
	for i, n := range notes {
		if !n.System && n.Author.ID == me && strings.HasSuffix(strings.TrimSpace(n.Body), mark) {
			return &notes[i], nil
		}
	}
	return nil, nil
}

// denied says what a refused token lacks.
func (g *GitLab) denied(err error) error {
	if s := status(err); s != http.StatusUnauthorized && s != http.StatusForbidden || providers.IsKind(err, providers.RateLimited) {
		return err
	}
	return fmt.Errorf("%w. GITLAB_TOKEN must be a project access token with the role Developer and the scope api", err)
}

// Check sets a commit status; annotations are in the report of Findings. https://docs.gitlab.com/api/commits/#set-commit-pipeline-status
func (g *GitLab) Check(ctx context.Context, c *Check) error {
	state := map[Conclusion]string{Success: "success", Neutral: "success", Failure: "failed", ActionRequired: "pending"}[c.Conclusion]
	body := map[string]string{"state": state, "name": c.Name, "description": clip(c.Title, 250)}
	if c.URL != "" && len(c.URL) <= 255 { // a longer one is refused
		body["target_url"] = c.URL
	}
	err := g.api.call(ctx, http.MethodPost, g.path("/statuses/%s", segment(g.head)), nil, body, nil, web.Sets)
	if status(err) == http.StatusBadRequest && strings.Contains(err.Error(), "Cannot transition status") {
		return nil // it is that already
	}
	return g.denied(err)
}

// codeQuality is one finding as GitLab takes it: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
type codeQuality struct {
	Description string `json:"description"`
	Check       string `json:"check_name"`
	Fingerprint string `json:"fingerprint"`
	Severity    string `json:"severity"`
	Location    struct {
		Path  string `json:"path"`
		Lines struct {
			Begin int `json:"begin"`
		} `json:"lines"`
	} `json:"location"`
}

// Findings writes them into a file, which the job hands to GitLab as a report.
func (g *GitLab) Findings(_ context.Context, l *view.Lint) error {
	if g.quality == "" {
		return nil
	}
	list := []codeQuality{}
	seen := map[string]int{}
	for _, d := range l.Found.Sorted() {
		q := codeQuality{Description: clip(plain(d.Summary+". "+d.Detail), 2000), Check: string(d.Code), Severity: "minor"}
		if d.Severity == diag.Error {
			q.Severity = "major"
		}
		q.Location.Path, q.Location.Lines.Begin = l.Dir, max(d.Subject.Start.Line, 1)
		if !d.Subject.IsZero() {
			q.Location.Path = l.File(d.Subject)
		}
		// The same finding keeps its fingerprint when lines above it come and go.
		key := fmt.Sprintf("%s\n%s\n%s\n%s", d.Code, q.Location.Path, d.Address, d.Summary)
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%d", key, seen[key]))
		seen[key]++
		q.Fingerprint = hex.EncodeToString(sum[:])
		list = append(list, q)
	}
	data, err := json.MarshalIndent(list, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(g.quality, append(data, '\n'), 0o644)
}

// Ask adds reviewers to those that the merge request has. Those who were taken off by hand are asked again; GitLab does not tell.
func (g *GitLab) Ask(ctx context.Context, accounts []string) error {
	var mr struct {
		Author    gitlabUser   `json:"author"`
		Reviewers []gitlabUser `json:"reviewers"`
		Draft     bool         `json:"draft"`
		State     string       `json:"state"`
	}
	path := g.path("/merge_requests/%d", g.request.Number)
	if err := g.api.call(ctx, http.MethodGet, path, nil, nil, &mr, web.ByMethod); err != nil {
		return g.denied(err)
	}
	switch {
	case mr.State != "opened":
		return nil
	case mr.Draft:
		return Note("It is a draft, so that nobody was asked for a review.")
	}
	var ids []int64
	for _, r := range mr.Reviewers {
		ids = append(ids, r.ID)
	}
	before := len(ids)
	var notes []error
	for _, a := range accounts {
		if strings.EqualFold(a, mr.Author.Username) || slices.ContainsFunc(mr.Reviewers, func(u gitlabUser) bool { return strings.EqualFold(u.Username, a) }) {
			continue
		}
		var found []gitlabUser
		if err := g.api.call(ctx, http.MethodGet, "/users", url.Values{"username": {a}}, nil, &found, web.ByMethod); err != nil {
			return g.denied(err)
		}
		i := slices.IndexFunc(found, func(u gitlabUser) bool { return strings.EqualFold(u.Username, a) })
		if i < 0 {
			notes = append(notes, Note(fmt.Sprintf("%s was not asked for a review: GitLab knows no such user.", a)))
			continue
		}
		ids = append(ids, found[i].ID)
	}
	if len(ids) == before {
		return errors.Join(notes...)
	}
	var after struct {
		Reviewers []gitlabUser `json:"reviewers"`
	}
	if err := g.api.call(ctx, http.MethodPut, path, nil, map[string][]int64{"reviewer_ids": ids}, &after, web.Sets); err != nil {
		return errors.Join(append(notes, g.denied(err))...)
	}
	if len(after.Reviewers) < len(ids) {
		notes = append(notes, Note(fmt.Sprintf("%d of %d reviewers were taken: more than one needs GitLab Premium, and all need access to the project.", len(after.Reviewers), len(ids))))
	}
	return errors.Join(notes...)
}
