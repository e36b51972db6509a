package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/directory"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/confined"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/history"
)

// untrustedVariable switches the reading of untrusted architectures on or off, over what the runner tells.
const untrustedVariable = "STAGECRAFT_UNTRUSTED"

// vetting says whether the architecture at hand was vetted.
type vetting struct {
	why  string // it was not, in words; "" for one that was
	base string // revision that it is a proposal to, as far as the runner tells
}

// forUntrusted are the commands that read an untrusted architecture. All others contact, write or keep something.
var forUntrusted = map[string]bool{
	"validate": true, "lint": true, "fmt": true, "test": true, "plan": true, "show": true, "render": true, "diff": true, "changelog": true,
	"signoff status": true, "providers": true, "version": true, "ci github": true, "ci gitlab": true,
	"": true, "completion": true, "help": true, cobra.ShellCompRequestCmd: true, cobra.ShellCompNoDescRequestCmd: true,
}

// vet decides whether the architecture is untrusted, and refuses commands that are not for such.
func (a *app) vet(cmd *cobra.Command) error {
	v, err := a.vetted(cmd)
	if err != nil || v.why == "" {
		return err
	}
	a.vetting = v
	name := strings.TrimPrefix(strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()), " ")
	if top, _, _ := strings.Cut(name, " "); !forUntrusted[name] && !(top == "completion") {
		return diagError{diag.List{{Code: diag.Untrusted, Severity: diag.Error, Summary: fmt.Sprintf("stagecraft %s is not for an untrusted architecture", name),
			Detail: fmt.Sprintf("It is untrusted because %s. Have somebody vet it first; --untrusted=false says that this was done.", v.why)}}, nil}
	}
	if check := cmd.Flags().Lookup("check"); name == "fmt" && check.Value.String() != "true" {
		return usageError{errors.New("fmt writes files; of an untrusted architecture it only tells, with --check")}
	}
	return nil
}

// vetted is what the flag says, else the variable, else the runner of a pipeline.
func (a *app) vetted(cmd *cobra.Command) (vetting, error) {
	getenv := a.streams.Getenv
	v := runnerSays(getenv)
	why, untrusted := "--untrusted says so", a.untrusted
	if !cmd.Flags().Changed("untrusted") {
		set := getenv(untrustedVariable)
		if set == "" {
			return v, nil
		}
		var err error
		if untrusted, err = strconv.ParseBool(set); err != nil {
			return v, usageError{fmt.Errorf("%s=%q: write 1 or 0", untrustedVariable, set)}
		}
		why = untrustedVariable + " says so"
	}
	switch {
	case !untrusted:
		v.why = ""
	case v.why == "":
		v.why = why
	}
	return v, nil
}

// runnerSays is what the runner of a pipeline tells about where the files come from. What it leaves open about a pull request counts
// as untrusted.
func runnerSays(getenv func(string) string) vetting {
	if mr := getenv("CI_MERGE_REQUEST_SOURCE_PROJECT_ID"); mr != "" {
		v := vetting{base: getenv("CI_MERGE_REQUEST_DIFF_BASE_SHA")}
		if mr != getenv("CI_MERGE_REQUEST_PROJECT_ID") {
			v.why = "the merge request comes from another project"
		}
		return v
	}
	if from := getenv("CI_EXTERNAL_PULL_REQUEST_SOURCE_REPOSITORY"); from != "" && from != getenv("CI_EXTERNAL_PULL_REQUEST_TARGET_REPOSITORY") {
		return vetting{why: "the pull request comes from another repository"}
	}
	return githubSays(getenv("GITHUB_EVENT_NAME"), getenv("GITHUB_EVENT_PATH"), getenv("GITHUB_BASE_REF"))
}

// repository is how events name one; see https://docs.github.com/webhooks/webhook-events-and-payloads.
type repository struct {
	ID   int64  `json:"id"`
	Name string `json:"full_name"`
}

// is tells whether two repositories are surely the same one. That of a fork that was deleted is null.
func (r *repository) is(o *repository) bool {
	return r != nil && o != nil && r.ID == o.ID && r.Name == o.Name && (r.ID != 0 || r.Name != "")
}

// githubSays is runnerSays for the event that started a run of GitHub Actions.
func githubSays(name, path, base string) (v vetting) {
	if base != "" {
		v.base = "origin/" + base
	}
	var e struct {
		PullRequest struct {
			Head, Base struct {
				Repo *repository `json:"repo"`
			}
		} `json:"pull_request"`
		WorkflowRun struct {
			Head *repository `json:"head_repository"`
		} `json:"workflow_run"`
		Issue struct {
			PullRequest *struct{} `json:"pull_request"`
		} `json:"issue"`
		Repository *repository `json:"repository"`
	}
	var err error
	var data []byte
	if path != "" {
		if data, err = os.ReadFile(path); err == nil {
			err = json.Unmarshal(data, &e)
		}
	}
	proposal := strings.HasPrefix(name, "pull_request")
	switch {
	case proposal && (path == "" || err != nil):
		v.why = "the event of the pull request cannot be read"
	case proposal && !e.PullRequest.Head.Repo.is(e.PullRequest.Base.Repo):
		v.why = "the pull request comes from another repository"
	case name == "workflow_run" && !e.WorkflowRun.Head.is(e.Repository):
		v.why = "the workflow run before this one was for another repository"
	case name == "issue_comment" && (path == "" || err != nil || e.Issue.PullRequest != nil):
		v.why = "somebody commented on a pull request, and the event does not tell where that comes from"
	}
	return v
}

// incompleteError ends a command on an untrusted architecture of which parts are missing. That is no failure: whoever proposes the
// architecture cannot change it.
type incompleteError struct{ diagError }

func (e incompleteError) Error() string { return "parts of the architecture are missing" }

// printIncomplete shows what is missing.
func (a *app) printIncomplete(e incompleteError) {
	a.printDiags(e.diags, e.sources)
	if !a.json {
		fmt.Fprintln(a.streams.Err, "Nothing more was done: parts of the architecture are missing here, because it is untrusted. What could be read has no errors.")
	}
}

// readFile reads a file that the command line names.
func (a *app) readFile(name string) ([]byte, error) {
	if a.vetting.why != "" {
		return confined.ReadFile(name)
	}
	return os.ReadFile(name)
}

// onPaper is open for an untrusted architecture: no CRM, no state; see planner.Paper.
func (o *planOptions) onPaper(d *directory.Directory, closed func()) (*session, error) {
	res, err := o.load()
	if err != nil {
		return nil, err
	}
	signed, err := o.signedOff(d, res)
	if err != nil {
		return nil, err
	}
	paper := &planner.Paper{Why: o.app.vetting.why}
	was, err := o.baseArchitecture(d, paper)
	if err != nil {
		return nil, err
	}
	crms, state, err := d.OnPaper(res.Architecture, was)
	if err != nil && was != nil {
		paper.Against, paper.Why = "", paper.Why+"; the architecture that it is a proposal to cannot be planned"
		crms, state, err = d.OnPaper(res.Architecture, nil)
	}
	if err != nil {
		return nil, asDiagError(err)
	}
	s := &session{res: res, build: o.buildOptions(d, res, signed, crms, state), collect: closed, close: closed}
	s.build.Paper = paper
	return s, nil
}

// baseArchitecture is what the architecture is a proposal to; nil when that is not known or cannot be read, which paper then says. A
// revision that the command line names must exist.
func (o *planOptions) baseArchitecture(d *directory.Directory, paper *planner.Paper) (*schema.Architecture, error) {
	rev := o.base
	if rev == "" {
		rev = o.app.vetting.base
	}
	if rev == "" {
		return nil, nil
	}
	opts := d.Load
	opts.Env = o.env
	opts.ToolVersion = "" // what an older version required says nothing about whether it can be read
	repo, err := history.Open(o.dir)
	var a *schema.Architecture
	if err == nil {
		a, _, err = repo.Architecture(rev, opts)
	}
	var broken *history.NotLoaded
	switch {
	case err == nil:
		paper.Against = rev
	case o.base != "" && !errors.As(err, &broken):
		return nil, notThere(rev, err)
	default:
		paper.Why += fmt.Sprintf("; and %s has no architecture that can be read", rev)
	}
	return a, nil
}
