package forgetest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// What tokens may do. The fork's token reads only; the robot's belongs to the app that runs jobs, as the token of a job does; the person's
// is a personal access token.
const (
	RobotToken  = "ghs_robotrobotrobotrobot"
	PersonToken = "ghp_personpersonpersonperson"
	ForkToken   = "ghs_forkforkforkforkfork"
	GitLabToken = "glpat-projectprojectproject"
)

// Request is one request that came in.
type Request struct {
	Method, Path, Query string
	Body                json.RawMessage
}

// Fault makes requests fail.
type Fault struct {
	Method string // "" is any
	Path   string // a part of it
	Status int    // 0 breaks the connection
	Times  int    // how often; 0 is always
	Header map[string]string
	Done   bool // it is carried out all the same
}

// Comment is a comment or note.
type Comment struct {
	ID     int64
	Author string
	Bot    bool
	System bool
	Body   string
}

// Run is a check run or commit status.
type Run struct {
	ID          int64
	Name, Head  string
	Status      string // in_progress or completed; of a commit status its state
	Conclusion  string
	Title       string
	Summary     string
	URL         string
	Annotations []map[string]any
}

// Forge imitates both hosts for one repository with one pull request, GitHub below /github and GitLab below /gitlab. Its fields may be set
// before requests come in.
type Forge struct {
	mu        sync.Mutex
	Comments  []*Comment
	Runs      []*Run
	SARIF     []map[string]any // what was uploaded, unpacked
	Asked     []string         // users and teams (as "org/slug") that were asked for a review
	Reviewed  []string         // users that gave one
	Author    string           // of the pull request
	Draft     bool
	NoScan    bool     // the repository has no code scanning
	Strangers []string // accounts that cannot be asked
	OneOnly   bool     // GitLab takes one reviewer
	Faults    []*Fault
	Requests  []Request
	Problems  []string // requests that do not fit the shapes

	gitHub, gitLab *Shapes
	last           int64
}

// New is a forge with a pull request by "author".
func New() *Forge { return &Forge{Author: "author", gitHub: GitHubShapes(), gitLab: GitLabShapes()} }

// Locked calls a function while no request is answered.
func (f *Forge) Locked(do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	do()
}

func (f *Forge) id() int64 {
	f.last++
	return f.last
}

// answer is what a request gets.
type answer struct {
	status int
	body   any
}

func refuse(status int, format string, args ...any) answer {
	return answer{status, map[string]string{"message": fmt.Sprintf(format, args...)}}
}

// ServeHTTP answers one request.
func (f *Forge) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	path := r.URL.EscapedPath()
	rest, isHub := strings.CutPrefix(path, "/github")
	shapes, serve := f.gitHub, f.serveGitHub
	if !isHub {
		rest, _ = strings.CutPrefix(path, "/gitlab")
		shapes, serve = f.gitLab, f.serveGitLab
	}
	f.Requests = append(f.Requests, Request{r.Method, rest, r.URL.RawQuery, body})
	if err := shapes.Check(r.Method, rest, r.URL.Query(), body); err != nil {
		f.Problems = append(f.Problems, fmt.Sprintf("%s %s: %v", r.Method, rest, err))
		reply(w, refuse(http.StatusUnprocessableEntity, "%v", err))
		return
	}
	fault := f.fault(r.Method, rest)
	if fault != nil && !fault.Done {
		fault.play(w)
		return
	}
	got := serve(r, rest, body)
	if fault != nil {
		fault.play(w)
		return
	}
	reply(w, got)
}

// fault is the one that a request meets; nil when it is answered.
func (f *Forge) fault(method, path string) *Fault {
	for i, x := range f.Faults {
		if (x.Method == "" || x.Method == method) && strings.Contains(path, x.Path) {
			if x.Times > 0 {
				if x.Times--; x.Times == 0 {
					f.Faults = append(f.Faults[:i:i], f.Faults[i+1:]...)
				}
			}
			return x
		}
	}
	return nil
}

func (x *Fault) play(w http.ResponseWriter) {
	if x.Status == 0 {
		panic(http.ErrAbortHandler)
	}
	for k, v := range x.Header {
		w.Header().Set(k, v)
	}
	reply(w, refuse(x.Status, "failed on demand"))
}

func reply(w http.ResponseWriter, a answer) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(a.status)
	if a.body != nil {
		_ = json.NewEncoder(w).Encode(a.body)
	}
}

// page is a page of a list.
func page[T any](r *http.Request, list []T) answer {
	per, n := number(r.URL.Query().Get("per_page"), 30), number(r.URL.Query().Get("page"), 1)
	from := min((n-1)*per, len(list))
	return answer{http.StatusOK, append([]T{}, list[from:min(from+per, len(list))]...)}
}

func number(s string, otherwise int) int {
	if n, err := strconv.Atoi(s); err == nil && n > 0 {
		return n
	}
	return otherwise
}

// read decodes a body that fits its shape.
func read[T any](body []byte) (v T) {
	_ = json.Unmarshal(body, &v)
	return v
}
