package forgetest

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// users of GitLab by id; the first is the one of the project's token.
var users = []string{"project_1_bot", "author", "dana", "kim", "ola"}

func gitLabUser(name string) map[string]any {
	return map[string]any{"id": slices.Index(users, name) + 1, "username": name}
}

// serveGitLab answers a request whose shape is right.
func (f *Forge) serveGitLab(r *http.Request, path string, body []byte) answer {
	if r.Header.Get("PRIVATE-TOKEN") != GitLabToken {
		return refuse(http.StatusUnauthorized, "401 Unauthorized")
	}
	_, rest, _ := strings.Cut(strings.TrimPrefix(path, "/projects/"), "/")
	switch part := strings.Split(rest, "/"); {
	case path == "/user":
		return answer{http.StatusOK, gitLabUser(users[0])}
	case path == "/users":
		name := r.URL.Query().Get("username")
		if !slices.ContainsFunc(users, func(u string) bool { return strings.EqualFold(u, name) }) {
			return answer{http.StatusOK, []any{}}
		}
		return answer{http.StatusOK, []any{gitLabUser(strings.ToLower(name))}}
	case part[0] == "statuses":
		return f.commitStatus(part[1], body)
	case len(part) == 2 && r.Method == http.MethodGet:
		return answer{http.StatusOK, f.mergeRequest()}
	case len(part) == 2:
		return f.reviewers(body)
	case r.Method == http.MethodGet:
		var list []any
		for _, c := range f.Comments {
			list = append(list, gitLabNote(c))
		}
		return page(r, list)
	}
	return f.note(r.Method, rest, body)
}

func gitLabNote(c *Comment) any {
	return map[string]any{"id": c.ID, "body": c.Body, "system": c.System, "author": gitLabUser(c.Author)}
}

func (f *Forge) note(method, rest string, body []byte) answer {
	text := read[map[string]string](body)["body"]
	if utf8.RuneCountInString(text) > 1_000_000 {
		return refuse(http.StatusBadRequest, "400 Bad request - Note is too long (maximum is 1000000 characters)")
	}
	text = strings.TrimSpace(text)
	if method == http.MethodPost {
		c := &Comment{ID: f.id(), Author: users[0], Body: text}
		f.Comments = append(f.Comments, c)
		return answer{http.StatusCreated, gitLabNote(c)}
	}
	id := number(rest[strings.LastIndexByte(rest, '/')+1:], 0)
	for _, c := range f.Comments {
		if c.ID == int64(id) && c.Author == users[0] {
			c.Body = text
			return answer{http.StatusOK, gitLabNote(c)}
		}
	}
	return refuse(http.StatusNotFound, "404 Not found")
}

// commitStatus sets a status; one that is there already cannot become what it is.
func (f *Forge) commitStatus(sha string, body []byte) answer {
	b := read[map[string]string](body)
	for _, r := range f.Runs {
		if r.Name == b["name"] && r.Head == sha {
			if r.Status == b["state"] {
				return refuse(http.StatusBadRequest, "Cannot transition status via :enqueue from :%s (Reason(s): Status cannot transition via \"enqueue\")", r.Status)
			}
			r.Status, r.Title = b["state"], b["description"]
			return answer{http.StatusCreated, map[string]any{"id": r.ID}}
		}
	}
	f.Runs = append(f.Runs, &Run{ID: f.id(), Name: b["name"], Head: sha, Status: b["state"], Title: b["description"], URL: b["target_url"]})
	return answer{http.StatusCreated, map[string]any{"id": f.last}}
}

func (f *Forge) mergeRequest() any {
	reviewers := []any{}
	for _, a := range f.Asked {
		reviewers = append(reviewers, gitLabUser(a))
	}
	return map[string]any{"iid": 1, "state": "opened", "draft": f.Draft, "author": gitLabUser(f.Author), "reviewers": reviewers}
}

func (f *Forge) reviewers(body []byte) answer {
	f.Asked = nil
	for _, id := range read[map[string][]int](body)["reviewer_ids"] {
		if id < 1 || id > len(users) {
			return refuse(http.StatusBadRequest, "there is no user %d", id)
		}
		if !f.OneOnly || len(f.Asked) == 0 {
			f.Asked = append(f.Asked, users[id-1])
		}
	}
	return answer{http.StatusOK, f.mergeRequest()}
}

// Text shows what people would see, for scripts.
func (f *Forge) Text() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var b strings.Builder
	for i, c := range f.Comments {
		fmt.Fprintf(&b, "== comment %d by %s\n%s\n", i+1, c.Author, c.Body)
	}
	for _, r := range f.Runs {
		fmt.Fprintf(&b, "== check %q of %.7s: %s %s: %s (%d annotations) %s\n", r.Name, r.Head, r.Status, r.Conclusion, r.Title, len(r.Annotations), r.URL)
		for _, a := range r.Annotations {
			fmt.Fprintf(&b, "   %v %v:%v %v\n", a["annotation_level"], a["path"], a["start_line"], a["title"])
		}
	}
	for _, s := range f.SARIF {
		runs, _ := s["runs"].([]any)
		for _, r := range runs {
			results, _ := r.(map[string]any)["results"].([]any)
			fmt.Fprintf(&b, "== sarif with %d results\n", len(results))
		}
	}
	fmt.Fprintf(&b, "== asked: %s\n", strings.Join(f.Asked, " "))
	for _, p := range f.Problems {
		fmt.Fprintf(&b, "== problem: %s\n", p)
	}
	fmt.Fprintf(&b, "== %d requests\n", len(f.Requests))
	return b.String()
}
