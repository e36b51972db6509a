package planner

import (
	"fmt"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// RecordKind says what a commit of the state came from.
type RecordKind string

const (
	RecordApply    RecordKind = "apply"    // a plan was carried out, completely or not
	RecordRecovery RecordKind = "recovery" // what an interrupted run had left open was settled
	RecordEdit     RecordKind = "edit"     // a person changed the state: state mv, state rm
	RecordQA       RecordKind = "qa"       // the environment was tested
)

// Record says who did what when, for the audit trail: a store keeps one for each of its commits. It holds no secret.
type Record struct {
	Serial int        `json:"serial"`
	Kind   RecordKind `json:"kind"`
	// Time is when the run began.
	Time time.Time `json:"time,omitzero"`
	// Actor, Command, Host and Run are those of the lock that the run had.
	Actor   string `json:"actor,omitempty"`
	Command string `json:"command,omitempty"`
	Host    string `json:"host,omitempty"`
	Run     string `json:"run,omitempty"`
	// Plan is the fingerprint of the plan that was carried out.
	Plan string `json:"plan,omitempty"`
	// Architecture is what the plan was made from, with its commit and the people who signed it.
	Architecture Architecture `json:"architecture"`
	// Complete: everything that the plan had, and the plan had everything that the architecture asks for.
	Complete bool     `json:"complete"`
	Targeted []string `json:"targeted,omitempty"`
	// Rollback is the serial of the earlier apply whose architecture this one went back to; 0 for any other.
	Rollback int `json:"rollback,omitempty"`
	// Result is what an apply did.
	Result *Result `json:"result,omitempty"`
	// QA is how a test of the environment turned out.
	QA *Tested `json:"qa,omitempty"`
	// Sources are the files of the architecture by the names that ranges carry, so that it can be applied again; VarFiles those of
	// them that were given with values of variables, and Vars the values that came from elsewhere.
	Sources  map[string][]byte `json:"sources,omitempty"`
	VarFiles []string          `json:"var_files,omitempty"`
	Vars     map[string]string `json:"vars,omitempty"`
}

// NewRecord begins the record of a run.
func NewRecord(kind RecordKind, by LockInfo) *Record {
	return &Record{Kind: kind, Time: by.Since, Actor: by.Owner, Command: by.Command, Host: by.Host, Run: by.Run}
}

// Summary says in a few words what the record is about.
func (r *Record) Summary() string {
	switch {
	case r.Result != nil:
		done := r.Result.Done()
		if done == "" {
			done = "nothing was changed"
		}
		if n := len(r.Result.Failed); n > 0 {
			done += fmt.Sprintf(", %d failed", n)
		}
		if n := len(r.Result.Skipped) + len(r.Result.Remaining); n > 0 {
			done += fmt.Sprintf(", %d not done", n)
		}
		if r.Rollback > 0 {
			done = fmt.Sprintf("back to apply %d: %s", r.Rollback, done)
		}
		return done
	case r.QA != nil:
		return r.QA.Summary()
	case r.Kind == RecordRecovery:
		return "settled what an interrupted run left open"
	case r.Kind == RecordEdit:
		return r.Command
	}
	return ""
}

// Done counts what was carried out, in words: "3 created, 1 updated"; "" for nothing.
func (r *Result) Done() string {
	counts := map[Action]int{}
	for _, o := range r.Applied {
		counts[o.Action]++
	}
	var parts []string
	for _, a := range Actions {
		if counts[a] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", counts[a], a.Past()))
		}
	}
	return strings.Join(parts, ", ")
}

// Past is what became of an object by the action: "created".
func (a Action) Past() string {
	return map[Action]string{Create: "created", Update: "updated", Replace: "replaced", Delete: "deleted",
		Adopt: "adopted", Forget: "forgot", Move: "renamed"}[a]
}

// NoRecord is the error of a store that has no commit of a serial.
func NoRecord(env string, serial int) error {
	return diag.Diagnostic{Code: diag.State, Severity: diag.Error, Summary: fmt.Sprintf("%s has no apply %d", env, serial),
		Detail: fmt.Sprintf("stagecraft history --env %s lists them.", env)}
}
