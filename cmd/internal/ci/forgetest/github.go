package forgetest

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// serveGitHub answers a request whose shape is right.
func (f *Forge) serveGitHub(r *http.Request, path string, body []byte) answer {
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	who, known := map[string]Comment{RobotToken: {Author: "github-actions[bot]", Bot: true}, ForkToken: {Author: "github-actions[bot]", Bot: true}, PersonToken: {Author: "keeper"}}[token]
	switch {
	case !known:
		return refuse(http.StatusUnauthorized, "Bad credentials")
	case r.Header.Get("X-GitHub-Api-Version") == "" || r.Header.Get("Accept") != "application/vnd.github+json":
		return refuse(http.StatusUnsupportedMediaType, "Unsupported 'Accept' header")
	case token == ForkToken && r.Method != http.MethodGet:
		return refuse(http.StatusForbidden, "Resource not accessible by integration")
	}
	_, rest, _ := strings.Cut(strings.TrimPrefix(path, "/repos/"), "/") // after the owner
	_, rest, _ = strings.Cut(rest, "/")
	switch part := strings.Split(rest, "/"); {
	case path == "/user" && who.Bot:
		return refuse(http.StatusForbidden, "Resource not accessible by integration")
	case path == "/user":
		return answer{http.StatusOK, map[string]any{"login": who.Author, "type": "User"}}
	case part[0] == "issues" && part[1] == "comments":
		return f.editComment(int64(number(part[2], 0)), who, body)
	case part[0] == "issues" && r.Method == http.MethodGet:
		var list []any
		for _, c := range f.Comments {
			list = append(list, gitHubComment(c))
		}
		return page(r, list)
	case part[0] == "issues":
		return f.addComment(who, body)
	case part[0] == "check-runs" && !who.Bot:
		return refuse(http.StatusForbidden, "You must authenticate via a GitHub App.")
	case part[0] == "check-runs":
		return f.checkRun(part, body)
	case part[0] == "statuses":
		b := read[map[string]string](body)
		f.Runs = append(f.Runs, &Run{ID: f.id(), Name: b["context"], Head: part[1], Status: b["state"], Title: b["description"], URL: b["target_url"]})
		return answer{http.StatusCreated, map[string]any{"id": f.last}}
	case part[0] == "code-scanning":
		return f.sarif(body)
	case part[0] == "pulls" && part[2] == "reviews":
		var list []any
		for _, u := range f.Reviewed {
			list = append(list, map[string]any{"user": map[string]any{"login": u}, "state": "APPROVED"})
		}
		return page(r, list)
	case part[0] == "pulls" && r.Method == http.MethodGet:
		return answer{http.StatusOK, f.waiting()}
	case part[0] == "pulls":
		return f.ask(body)
	}
	return refuse(http.StatusNotFound, "Not Found")
}

func gitHubComment(c *Comment) any {
	kind := "User"
	if c.Bot {
		kind = "Bot"
	}
	return map[string]any{"id": c.ID, "body": c.Body, "user": map[string]any{"login": c.Author, "type": kind}}
}

// maxComment is the most characters of a comment on GitHub.
const maxComment = 65536

func tooLong(body string) (answer, bool) {
	return refuse(http.StatusUnprocessableEntity, "Validation Failed: body is too long (maximum is 65536 characters)"), utf8.RuneCountInString(body) > maxComment
}

func (f *Forge) addComment(who Comment, body []byte) answer {
	who.ID, who.Body = f.id(), read[map[string]string](body)["body"]
	if a, long := tooLong(who.Body); long {
		return a
	}
	f.Comments = append(f.Comments, &who)
	return answer{http.StatusCreated, gitHubComment(&who)}
}

func (f *Forge) editComment(id int64, who Comment, body []byte) answer {
	text := read[map[string]string](body)["body"]
	for _, c := range f.Comments {
		switch a, long := tooLong(text); {
		case c.ID != id:
		case c.Author != who.Author:
			return refuse(http.StatusForbidden, "Must have admin rights to Repository.")
		case long:
			return a
		default:
			c.Body = text
			return answer{http.StatusOK, gitHubComment(c)}
		}
	}
	return refuse(http.StatusNotFound, "Not Found")
}

// checkRun makes a check run, or changes one: its annotations add up.
func (f *Forge) checkRun(part []string, body []byte) answer {
	b := read[struct {
		Name, Status, Conclusion string
		Head                     string `json:"head_sha"`
		URL                      string `json:"details_url"`
		Output                   *struct {
			Title, Summary string
			Annotations    []map[string]any
		}
	}](body)
	run := &Run{ID: f.id(), Name: b.Name, Head: b.Head, URL: b.URL}
	if len(part) > 1 {
		i := slices.IndexFunc(f.Runs, func(r *Run) bool { return r.ID == int64(number(part[1], 0)) })
		if i < 0 {
			return refuse(http.StatusNotFound, "Not Found")
		}
		run = f.Runs[i]
	} else {
		f.Runs = append(f.Runs, run)
	}
	if b.Status == "completed" && b.Conclusion == "" {
		return refuse(http.StatusUnprocessableEntity, "Invalid request: a completed check run needs a conclusion")
	}
	run.Status, run.Conclusion = b.Status, b.Conclusion
	if b.Output != nil {
		run.Title, run.Summary = b.Output.Title, b.Output.Summary
		for _, a := range b.Output.Annotations {
			if a["start_column"] != nil && a["start_line"] != a["end_line"] {
				return refuse(http.StatusUnprocessableEntity, "Invalid request: columns of several lines")
			}
			run.Annotations = append(run.Annotations, a)
		}
	}
	return answer{http.StatusCreated, map[string]any{"id": run.ID}}
}

func (f *Forge) sarif(body []byte) answer {
	if f.NoScan {
		return refuse(http.StatusForbidden, "Advanced Security must be enabled for this repository to use code scanning.")
	}
	packed, err := base64.StdEncoding.DecodeString(read[map[string]string](body)["sarif"])
	if err != nil {
		return refuse(http.StatusBadRequest, "sarif is not base64: %v", err)
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return refuse(http.StatusBadRequest, "sarif is not packed: %v", err)
	}
	var doc map[string]any
	if err := json.NewDecoder(z).Decode(&doc); err != nil || doc["version"] != "2.1.0" {
		return refuse(http.StatusBadRequest, "no SARIF 2.1.0: %v", err)
	}
	f.SARIF = append(f.SARIF, doc)
	return answer{http.StatusAccepted, map[string]any{"id": "6c81cd8e-b078-4ac3-a3be-1dad7dbd0b53"}}
}

func (f *Forge) waiting() any {
	users, teams := []any{}, []any{}
	for _, a := range f.Asked {
		if _, team, ok := strings.Cut(a, "/"); ok {
			teams = append(teams, map[string]any{"slug": team})
		} else if !slices.Contains(f.Reviewed, a) {
			users = append(users, map[string]any{"login": a, "type": "User"})
		}
	}
	return map[string]any{"users": users, "teams": teams}
}

// ask requests reviews of all or of nobody.
func (f *Forge) ask(body []byte) answer {
	b := read[struct {
		Users []string `json:"reviewers"`
		Teams []string `json:"team_reviewers"`
	}](body)
	for i, t := range b.Teams {
		b.Teams[i] = "acme/" + t
	}
	all := append(b.Users, b.Teams...)
	for _, a := range all {
		switch {
		case a == f.Author:
			return refuse(http.StatusUnprocessableEntity, "Review cannot be requested from pull request author.")
		case slices.Contains(f.Strangers, a):
			return refuse(http.StatusUnprocessableEntity, "Reviews may only be requested from collaborators. One or more of the users or teams you specified is not a collaborator.")
		}
	}
	f.Asked = append(f.Asked, all...)
	return answer{http.StatusCreated, map[string]any{"number": 1}}
}
