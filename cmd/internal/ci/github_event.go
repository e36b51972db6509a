package ci

import (
	"encoding/json"
	"fmt"
	"strings"
)

// githubEvent is what the event of a run says of a pull request, as far as it is needed here:
// https://docs.github.com/en/webhooks/webhook-events-and-payloads#pull_request
type githubEvent struct {
	PullRequest *struct {
		Number int    `json:"number"`
		State  string `json:"state"`
		Draft  bool   `json:"draft"`
		User   struct {
			Login string `json:"login"`
		} `json:"user"`
		Head githubSide `json:"head"`
		Base githubSide `json:"base"`
	} `json:"pull_request"`
}

type githubSide struct {
	SHA  string `json:"sha"`
	Repo *struct {
		FullName string `json:"full_name"`
	} `json:"repo"`
}

// pullRequestEvents are those whose run is for a pull request.
var pullRequestEvents = map[string]bool{"pull_request": true, "pull_request_target": true, "pull_request_review": true}

// githubRequest reads the pull request out of the event of a run; nil for an event that has none.
func githubRequest(o Options) (*Request, error) {
	name := o.Getenv("GITHUB_EVENT_NAME")
	if !pullRequestEvents[name] {
		return nil, nil
	}
	path := o.Getenv("GITHUB_EVENT_PATH")
	if path == "" {
		return nil, missing("GitHub Actions", "GITHUB_EVENT_PATH")
	}
	data, err := o.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var e githubEvent
	if err := json.Unmarshal(data, &e); err != nil || e.PullRequest == nil || e.PullRequest.Number < 1 || !commitHash(e.PullRequest.Head.SHA) {
		return nil, fmt.Errorf("GITHUB_EVENT_PATH: the event %s says nothing of a pull request", name)
	}
	p := e.PullRequest
	r := &Request{Number: p.Number, Author: p.User.Login, Head: p.Head.SHA, Base: p.Base.SHA, Draft: p.Draft, Closed: p.State != "" && p.State != "open"}
	if !commitHash(r.Base) {
		r.Base = ""
	}
	fork := p.Head.Repo == nil || p.Base.Repo == nil || !strings.EqualFold(p.Head.Repo.FullName, p.Base.Repo.FullName)
	if fork && name != "pull_request_target" {
		r.Silent = "The pull request comes from a fork: GitHub gives its runs a token that can only read, so that nothing was posted. The summary of the run has the plan."
	}
	return r, nil
}

// commitHash tells whether a text is a full commit hash.
func commitHash(s string) bool {
	return (len(s) == 40 || len(s) == 64) && strings.Trim(s, "0123456789abcdef") == ""
}
