package ci

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/terminal"
	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// gitHubVersion is the version of the REST API that is spoken: https://docs.github.com/en/rest/about-the-rest-api/api-versions
const gitHubVersion = "2022-11-28"

// GitHub is the forge of a run of GitHub Actions. Variables are those of
// https://docs.github.com/en/actions/reference/workflows-and-actions/variables
type GitHub struct {
	api     *host
	repo    string // owner/name
	request *Request
	page    string
}

// OpenGitHub reads the environment of the runner; it contacts nothing.
func OpenGitHub(o Options) (*GitHub, error) {
	env := o.Getenv
	g := &GitHub{repo: env("GITHUB_REPOSITORY")}
	if owner, name, ok := strings.Cut(g.repo, "/"); !ok || owner == "" || name == "" || strings.Contains(name, "/") {
		return nil, missing("GitHub Actions", "GITHUB_REPOSITORY")
	}
	if run := env("GITHUB_RUN_ID"); run != "" {
		g.page = fmt.Sprintf("%s/%s/actions/runs/%s", cmp.Or(strings.TrimSuffix(env("GITHUB_SERVER_URL"), "/"), "https://github.com"), g.repo, url.PathEscape(run))
	}
	var err error
	if g.request, err = githubRequest(o); err != nil || g.request == nil || g.request.Silent != "" {
		return g, err
	}
	token := strings.TrimSpace(env("GITHUB_TOKEN"))
	if token == "" {
		return nil, errors.New(`GITHUB_TOKEN is not set: give the step the token of the job, with permissions pull-requests: write, checks: write and security-events: write`)
	}
	g.api, err = o.open("GitHub", cmp.Or(env("GITHUB_API_URL"), "https://api.github.com"), web.NewSecret(token), func(r *http.Request, token string) {
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Accept", "application/vnd.github+json")
		r.Header.Set("X-GitHub-Api-Version", gitHubVersion)
	})
	return g, err
}

func (g *GitHub) Request() *Request { return g.request }
func (g *GitHub) Page() string      { return g.page }
func (g *GitHub) Limit() int        { return view.GitHubComment }

func (g *GitHub) Accounts(r schema.Reviewers) []string { return slices.Clone(r.GitHub) }

// path is a path below the repository.
func (g *GitHub) path(format string, args ...any) string {
	owner, name, _ := strings.Cut(g.repo, "/")
	return "/repos/" + segment(owner) + "/" + segment(name) + fmt.Sprintf(format, args...)
}

// account is a user as the API has it.
type account struct {
	Login string `json:"login"`
	Type  string `json:"type"`
}

type githubComment struct {
	ID   int64   `json:"id"`
	Body string  `json:"body"`
	User account `json:"user"`
}

// Comment finds the comment by its mark and its author, whom a person cannot be unless the token is that person's: a comment
// in which somebody else quotes the mark is not ours.
func (g *GitHub) Comment(ctx context.Context, mark, body string) error {
	ours, err := g.ours(ctx)
	if err != nil {
		return err
	}
	created := false
	for {
		c, err := g.find(ctx, mark, ours)
		switch {
		case err != nil:
			return g.denied(err, "pull-requests: write")
		case c != nil && c.Body == body:
			return nil
		case c != nil:
			return g.denied(g.api.call(ctx, http.MethodPatch, g.path("/issues/comments/%d", c.ID), nil, map[string]string{"body": body}, nil, web.Sets), "pull-requests: write")
		}
		err = g.api.call(ctx, http.MethodPost, g.path("/issues/%d/comments", g.request.Number), nil, map[string]string{"body": body}, nil, web.Acts)
		if !providers.IsKind(err, providers.Ambiguous) || created {
			return g.denied(err, "pull-requests: write")
		}
		created = true // perhaps: look, and write once more when it is not there
	}
}

// ours tells which authors are us. The token of a job belongs to an app, which may not ask who it is; its comments are those of a bot.
func (g *GitHub) ours(ctx context.Context) (func(account) bool, error) {
	var me account
	switch err := g.api.call(ctx, http.MethodGet, "/user", nil, nil, &me, web.ByMethod); {
	case err == nil && me.Login != "":
		return func(a account) bool { return strings.EqualFold(a.Login, me.Login) }, nil
	case status(err) == http.StatusForbidden || status(err) == http.StatusNotFound:
		return func(a account) bool { return a.Type == "Bot" }, nil
	default:
		return nil, err
	}
}

// find is the first comment that has the mark at its end and is ours; nil when there is none.
func (g *GitHub) find(ctx context.Context, mark string, ours func(account) bool) (*githubComment, error) {
	comments, err := list[githubComment](ctx, g.api, g.path("/issues/%d/comments", g.request.Number), nil)
	if err != nil {
		return nil, err
	}
	for i, c := range comments {
		if ours(c.User) && strings.HasSuffix(strings.TrimSpace(c.Body), mark) {
			return &comments[i], nil
		}
	}
	return nil, nil
}

// denied says which permission a refused request needs.
func (g *GitHub) denied(err error, permission string) error {
	if status(err) != http.StatusForbidden || providers.IsKind(err, providers.RateLimited) {
		return err
	}
	return fmt.Errorf("%w. The job needs the permission %s", err, permission)
}

// checkRun is the body that makes or changes a check run.
type checkRun struct {
	Name       string       `json:"name,omitempty"`
	Head       string       `json:"head_sha,omitempty"`
	URL        string       `json:"details_url,omitempty"`
	ID         string       `json:"external_id,omitempty"`
	Status     string       `json:"status"`
	Conclusion Conclusion   `json:"conclusion,omitempty"`
	Output     *checkOutput `json:"output,omitempty"`
}

type checkOutput struct {
	Title       string             `json:"title"`
	Summary     string             `json:"summary"`
	Annotations []githubAnnotation `json:"annotations,omitempty"`
}

type githubAnnotation struct {
	Path        string `json:"path"`
	StartLine   int    `json:"start_line"`
	EndLine     int    `json:"end_line"`
	StartColumn int    `json:"start_column,omitempty"`
	EndColumn   int    `json:"end_column,omitempty"`
	Level       string `json:"annotation_level"`
	Message     string `json:"message"`
	Title       string `json:"title"`
}

// annotationBatch is how many annotations one request may have; a check run gets more by further requests:
// https://docs.github.com/en/rest/checks/runs#create-a-check-run
const annotationBatch = 50

// Check makes a check run of the head commit. Where the token may not make one, which only tokens of apps may, it is a
// commit status.
func (g *GitHub) Check(ctx context.Context, c *Check) error {
	batches := slices.Collect(slices.Chunk(gitHubAnnotations(c.Annotations), annotationBatch))
	output := func(i int) *checkOutput {
		out := &checkOutput{Title: clip(c.Title, 250), Summary: c.Summary}
		if i < len(batches) {
			out.Annotations = batches[i]
		}
		return out
	}
	run := checkRun{Name: c.Name, Head: g.request.Head, URL: c.URL, ID: c.ID, Status: "completed", Conclusion: c.Conclusion, Output: output(0)}
	if len(batches) > 1 {
		run.Status, run.Conclusion = "in_progress", ""
	}
	var made struct {
		ID int64 `json:"id"`
	}
	err := g.api.call(ctx, http.MethodPost, g.path("/check-runs"), nil, run, &made, web.Sets)
	if status(err) == http.StatusForbidden && !providers.IsKind(err, providers.RateLimited) {
		return g.status(ctx, c, err)
	}
	if err != nil {
		return err
	}
	for i := 1; i < len(batches); i++ {
		next := checkRun{Status: "in_progress", Output: output(i)}
		if i == len(batches)-1 {
			next.Status, next.Conclusion = "completed", c.Conclusion
		}
		if err = g.changeRun(ctx, made.ID, next); err != nil {
			// It must not stay under way for ever.
			return errors.Join(err, g.changeRun(ctx, made.ID, checkRun{Status: "completed", Conclusion: c.Conclusion}))
		}
	}
	return nil
}

func (g *GitHub) changeRun(ctx context.Context, id int64, run checkRun) error {
	// Annotations add up, so that a request that may have been carried out is not sent again.
	return g.api.call(ctx, http.MethodPatch, g.path("/check-runs/%d", id), nil, run, nil, web.Acts)
}

func gitHubAnnotations(list []Annotation) []githubAnnotation {
	out := make([]githubAnnotation, len(list))
	for i, a := range list {
		g := githubAnnotation{Path: a.Path, StartLine: a.Start.Line, EndLine: a.End.Line, Level: "warning", Message: a.Text, Title: a.Title}
		if a.Error {
			g.Level = "failure"
		}
		if a.Start.Line == a.End.Line && a.End.Column >= a.Start.Column { // columns of several lines are refused
			g.StartColumn, g.EndColumn = a.Start.Column, a.End.Column
		}
		out[i] = g
	}
	return out
}

// status reports the outcome as a commit status, because a check run was refused.
func (g *GitHub) status(ctx context.Context, c *Check, refused error) error {
	state := map[Conclusion]string{Success: "success", Neutral: "success", Failure: "failure", ActionRequired: "pending"}[c.Conclusion]
	body := map[string]string{"state": state, "context": c.Name, "description": clip(c.Title, 140)}
	if c.URL != "" {
		body["target_url"] = c.URL
	}
	err := g.api.call(ctx, http.MethodPost, g.path("/statuses/%s", g.request.Head), nil, body, nil, web.Sets)
	if err != nil {
		return g.denied(refused, "checks: write")
	}
	return Note("The token may not make check runs, so that the outcome is a commit status, without annotations. The token of the job may, with checks: write.")
}

// Findings uploads them as SARIF: https://docs.github.com/en/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data
func (g *GitHub) Findings(ctx context.Context, l *view.Lint) error {
	if g.request == nil || g.request.Silent != "" {
		return nil
	}
	var sarif, packed bytes.Buffer
	if err := view.LintFormats["sarif"](&sarif, terminal.Style{}, l); err != nil {
		return err
	}
	z := gzip.NewWriter(&packed)
	_, err := z.Write(sarif.Bytes())
	if err := errors.Join(err, z.Close()); err != nil {
		return err
	}
	body := map[string]string{"commit_sha": g.request.Head, "ref": fmt.Sprintf("refs/pull/%d/head", g.request.Number),
		"sarif": base64.StdEncoding.EncodeToString(packed.Bytes()), "tool_name": "stagecraft"}
	err = g.api.call(ctx, http.MethodPost, g.path("/code-scanning/sarifs"), nil, body, nil, web.Sets)
	switch status(err) {
	case http.StatusForbidden, http.StatusNotFound:
		if !providers.IsKind(err, providers.RateLimited) {
			return Note("Findings were not uploaded: the repository has no code scanning, or the job lacks the permission security-events: write.")
		}
	case http.StatusRequestEntityTooLarge:
		return Note("Findings were not uploaded: there are more than code scanning takes. The check has them.")
	}
	return err
}

// Ask requests reviews of users and of teams of the repository's organisation.
func (g *GitHub) Ask(ctx context.Context, accounts []string) error {
	asked, err := g.asked(ctx)
	if err != nil {
		return g.denied(err, "pull-requests: read")
	}
	owner, _, _ := strings.Cut(g.repo, "/")
	var body struct {
		Users []string `json:"reviewers,omitempty"`
		Teams []string `json:"team_reviewers,omitempty"`
	}
	var notes []error
	for _, a := range accounts {
		org, team, isTeam := strings.Cut(a, "/")
		switch {
		case asked[strings.ToLower(a)]:
		case isTeam && !strings.EqualFold(org, owner):
			notes = append(notes, Note(fmt.Sprintf("%s was not asked for a review: only teams of %s can be.", a, owner)))
		case isTeam:
			body.Teams = append(body.Teams, team)
		default:
			body.Users = append(body.Users, a)
		}
	}
	if len(body.Users)+len(body.Teams) == 0 {
		return errors.Join(notes...)
	}
	path := g.path("/pulls/%d/requested_reviewers", g.request.Number)
	err = g.api.call(ctx, http.MethodPost, path, nil, body, nil, web.Sets)
	if status(err) != http.StatusUnprocessableEntity {
		return errors.Join(append(notes, g.denied(err, "pull-requests: write"))...)
	}
	// One who cannot be asked keeps all others from being asked; each alone, then.
	try := func(kind, name string) {
		if e := g.api.call(ctx, http.MethodPost, path, nil, map[string][]string{kind: {name}}, nil, web.Sets); status(e) == http.StatusUnprocessableEntity {
			notes = append(notes, Note(fmt.Sprintf("%s could not be asked for a review: only who has access to the repository can be.", name)))
		} else if e != nil {
			notes = append(notes, e)
		}
	}
	for _, u := range body.Users {
		try("reviewers", u)
	}
	for _, t := range body.Teams {
		try("team_reviewers", t)
	}
	return errors.Join(notes...)
}

// asked are the accounts, in small letters, that were asked for a review already or gave one.
func (g *GitHub) asked(ctx context.Context) (map[string]bool, error) {
	owner, _, _ := strings.Cut(g.repo, "/")
	out := map[string]bool{}
	var waiting struct {
		Users []account `json:"users"`
		Teams []struct {
			Slug string `json:"slug"`
		} `json:"teams"`
	}
	if err := g.api.call(ctx, http.MethodGet, g.path("/pulls/%d/requested_reviewers", g.request.Number), nil, nil, &waiting, web.ByMethod); err != nil {
		return nil, err
	}
	reviews, err := list[struct {
		User *account `json:"user"`
	}](ctx, g.api, g.path("/pulls/%d/reviews", g.request.Number), nil)
	if err != nil {
		return nil, err
	}
	for _, u := range waiting.Users {
		out[strings.ToLower(u.Login)] = true
	}
	for _, t := range waiting.Teams {
		out[strings.ToLower(owner+"/"+t.Slug)] = true
	}
	for _, r := range reviews {
		if r.User != nil {
			out[strings.ToLower(r.User.Login)] = true
		}
	}
	return out, nil
}
