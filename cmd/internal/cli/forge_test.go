package cli_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/ci/forgetest"
)

// forgeKey finds the code host among the values of a script.
type forgeKey struct{}

// forge imitates the code host of a pull request, over HTTP, and the runner of its pipelines:
//
//	forge github HEAD BASE [fork|draft|EVENT]   the environment of a run for a pull request, or for another event
//	forge gitlab HEAD BASE [fork|branch]        the environment of a job for a merge request, or for a branch
//	forge fail METHOD PATH STATUS [TIMES]       requests whose path has PATH fail
//	forge show                                  what people see of it
func forge(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: forge github|gitlab|fail|show")
	}
	f, ok := ts.Value(forgeKey{}).(*forgeServer)
	if !ok {
		ts.Fatalf("no forge")
	}
	if f.url == "" {
		f.Forge = forgetest.New()
		srv := httptest.NewServer(f.Forge)
		ts.Defer(srv.Close)
		f.url = srv.URL
	}
	switch {
	case args[0] == "show" && len(args) == 1:
		fmt.Fprint(ts.Stdout(), f.Text())
		f.Locked(func() {
			if len(f.Problems) > 0 {
				ts.Fatalf("not as the API is described: %s", strings.Join(f.Problems, "\n"))
			}
		})
	case args[0] == "fail" && len(args) >= 4:
		fault := &forgetest.Fault{Method: args[1], Path: args[2]}
		var err error
		fault.Status, err = strconv.Atoi(args[3])
		ts.Check(err)
		if len(args) > 4 {
			fault.Times, err = strconv.Atoi(args[4])
			ts.Check(err)
		}
		f.Locked(func() { f.Faults = append(f.Faults, fault) })
	case (args[0] == "github" || args[0] == "gitlab") && len(args) >= 3:
		commit := func(rev string) string {
			cmd := exec.Command("git", "rev-parse", rev)
			cmd.Dir = ts.MkAbs(".")
			out, err := cmd.Output()
			ts.Check(err)
			return strings.TrimSpace(string(out))
		}
		kind := strings.Join(args[3:], " ")
		if args[0] == "github" {
			f.gitHub(ts, commit(args[1]), commit(args[2]), kind)
		} else {
			f.gitLab(ts, commit(args[1]), commit(args[2]), kind)
		}
	default:
		ts.Fatalf("forge %s", strings.Join(args, " "))
	}
}

// forgeServer is the code host of a script.
type forgeServer struct {
	*forgetest.Forge
	url string
}

func (f *forgeServer) gitHub(ts *testscript.TestScript, head, base, kind string) {
	from, id, token, name := "acme/crm", 1, forgetest.RobotToken, "pull_request"
	switch kind {
	case "fork":
		from, id, token = "stranger/crm", 2, forgetest.ForkToken
	case "", "draft":
	default:
		name = kind
	}
	side := func(sha, repo string, id int) map[string]any {
		return map[string]any{"sha": sha, "repo": map[string]any{"id": id, "full_name": repo}}
	}
	e := map[string]any{}
	if name == "pull_request" {
		e["pull_request"] = map[string]any{"number": 7, "state": "open", "draft": kind == "draft", "user": map[string]any{"login": "author"},
			"head": side(head, from, id), "base": side(base, "acme/crm", 1)}
	}
	data, err := json.Marshal(e)
	ts.Check(err)
	file := ts.MkAbs(ts.Getenv("WORK") + "/event.json")
	ts.Check(os.WriteFile(file, data, 0o644))
	for k, v := range map[string]string{"GITHUB_EVENT_NAME": name, "GITHUB_EVENT_PATH": file, "GITHUB_REPOSITORY": "acme/crm", "GITHUB_RUN_ID": "99", "GITHUB_SERVER_URL": "https://github.example",
		"GITHUB_API_URL": f.url + "/github", "GITHUB_TOKEN": token, "GITHUB_STEP_SUMMARY": ts.Getenv("WORK") + "/summary.md", "GITHUB_OUTPUT": ts.Getenv("WORK") + "/output.txt"} {
		ts.Setenv(k, v)
	}
}

func (f *forgeServer) gitLab(ts *testscript.TestScript, head, base, kind string) {
	for k, v := range map[string]string{"CI_API_V4_URL": f.url + "/gitlab", "CI_PROJECT_ID": "1", "CI_MERGE_REQUEST_IID": "7", "CI_MERGE_REQUEST_PROJECT_ID": "1", "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "1",
		"CI_COMMIT_SHA": head, "CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "CI_JOB_URL": "https://gitlab.example/acme/crm/-/jobs/9", "GITLAB_TOKEN": forgetest.GitLabToken} {
		ts.Setenv(k, v)
	}
	switch kind {
	case "fork":
		ts.Setenv("CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "2")
		ts.Setenv("CI_PROJECT_ID", "2")
		ts.Setenv("GITLAB_TOKEN", "")
	case "branch":
		for _, k := range []string{"CI_MERGE_REQUEST_IID", "CI_MERGE_REQUEST_PROJECT_ID", "CI_MERGE_REQUEST_SOURCE_PROJECT_ID", "CI_MERGE_REQUEST_DIFF_BASE_SHA"} {
			ts.Setenv(k, "")
		}
	}
}
