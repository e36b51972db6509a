package planner

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// planFile is the form of a saved plan. The digest finds accidental damage
// and careless edits; Apply does not rely on it, because it builds the plan anew.
type planFile struct {
	Stagecraft string          `json:"stagecraft_plan"` // format version
	Digest     string          `json:"digest"`          // of the compact plan
	Plan       json.RawMessage `json:"plan"`
}

// WritePlan gives the bytes of a plan file. It holds no secret.
func WritePlan(p *Plan) ([]byte, error) {
	raw, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("plan file: %w", err)
	}
	s := sha256.Sum256(raw)
	b, err := json.MarshalIndent(planFile{FormatVersion, sum(s[:]), raw}, "", " ")
	return append(b, '\n'), err
}

// ReadPlan reads a plan file. file is its name, for messages; env is the
// environment that it must be for, or "" for any. The error is a diag.Diagnostic.
func ReadPlan(data []byte, file, env string) (*Plan, error) {
	var f planFile
	if err := strict(data, &f); err != nil {
		return nil, planError(file, "The plan file cannot be read", "%v. Make it again with plan --out.", err)
	}
	major, _, _ := strings.Cut(f.Stagecraft, ".")
	if want, _, _ := strings.Cut(FormatVersion, "."); major != want {
		return nil, planError(file, fmt.Sprintf("The plan file has format %q", f.Stagecraft),
			"This version of stagecraft reads format %s. Make the plan again.", FormatVersion)
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, f.Plan); err != nil {
		return nil, planError(file, "The plan file cannot be read", "%v. Make it again with plan --out.", err)
	}
	if s := sha256.Sum256(compact.Bytes()); sum(s[:]) != f.Digest {
		return nil, planError(file, "The plan file was changed",
			"Its content does not have the digest that was written with it. A plan file must not be edited; make it again.")
	}
	p := &Plan{}
	if err := strict(f.Plan, p); err != nil {
		return nil, planError(file, "The plan file cannot be read", "%v. Make it again with plan --out.", err)
	}
	if err := p.check(); err != nil {
		return nil, planError(file, "The plan file is not a plan", "%v. Make it again with plan --out.", err)
	}
	if env != "" && p.Environment != env {
		return nil, planError(file, "The plan is for another environment",
			"It was made for %q, and %q was asked for. Make a plan for %q.", p.Environment, env, env)
	}
	return p, nil
}

func strict(data []byte, v any) error {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if dec.More() {
		return fmt.Errorf("there is something after its end")
	}
	return nil
}

// check makes sure of what code that shows a plan relies on.
func (p *Plan) check() error {
	if p.FormatVersion != FormatVersion {
		return fmt.Errorf("the plan has format %q", p.FormatVersion)
	}
	for _, t := range p.Targets {
		if t == nil {
			return fmt.Errorf("a target is null")
		}
	}
	for i, c := range p.Changes {
		if c == nil {
			return fmt.Errorf("change %d is null", i)
		}
		for _, d := range c.DependsOn {
			if d < 0 || d >= i {
				return fmt.Errorf("change %d depends on change %d", i, d)
			}
		}
	}
	return nil
}

func planError(file, summary, detail string, args ...any) diag.Diagnostic {
	d := stateError(file, summary, detail, args...)
	d.Code = diag.StalePlan
	return d
}

// stale compares an approved plan with the one that was made just now, and says in
// sentences what is different. Record counts may differ: records move all the time.
func stale(approved, now *Plan) []string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	if approved.Paper != nil {
		add("it was made on paper, without the CRM")
	}
	if approved.Environment != now.Environment {
		add("it was made for environment %q, not %q", approved.Environment, now.Environment)
	}
	if approved.Rollback != now.Rollback {
		add("it goes back to another apply")
	}
	if approved.Architecture.Digest != now.Architecture.Digest {
		add("the architecture changed")
	}
	old := map[string]*Target{}
	for _, t := range approved.Targets {
		old[t.Name] = t
	}
	for _, t := range now.Targets {
		o := old[t.Name]
		delete(old, t.Name)
		switch {
		case o == nil:
			add("CRM %q was added", t.Name)
			continue
		case o.Digests.Desired != t.Digests.Desired:
			add("what is wanted of %s changed", t.Title)
		}
		if o.Digests.State != t.Digests.State {
			add("the state of %s changed: something was applied since", t.Title)
		}
		if o.Digests.Live != t.Digests.Live {
			add("live objects of %s changed", t.Title)
		}
	}
	for name := range old {
		add("CRM %q is gone", name)
	}
	was := map[[2]string]string{}
	for _, c := range approved.Changes {
		was[[2]string{c.Target, c.Address}] = c.essence()
	}
	for _, c := range now.Changes {
		k := [2]string{c.Target, c.Address}
		switch e, ok := was[k]; {
		case !ok:
			add("%s %s is not in the plan", c.Action, c.Address)
		case e != c.essence():
			add("%s %s is different", c.Action, c.Address)
		}
		delete(was, k)
	}
	for _, c := range approved.Changes {
		if _, ok := was[[2]string{c.Target, c.Address}]; ok {
			add("%s %s is no longer needed", c.Action, c.Address)
		}
	}
	return out
}

// essence is everything of a change that is carried out.
func (c *Change) essence() string {
	e := *c
	e.Impact, e.Risk, e.Why, e.Source, e.Reason, e.Label = nil, "", nil, nil, "", ""
	b, err := json.Marshal(e)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// Fingerprint is the same for plans that do the same to the same: of two that differ an apply of one refuses the other.
// Counts of records and what is only told make no difference.
func (p *Plan) Fingerprint() string {
	h := sha256.New()
	enc := json.NewEncoder(h)
	write := func(v any) { _ = enc.Encode(v) } // plain values, and a hash takes everything
	write([]any{p.Environment, p.Architecture.Digest, p.Targeted, p.Pruned, p.Required})
	for _, t := range p.Targets {
		write([]any{t.Name, t.Digests})
	}
	for _, c := range p.Changes {
		write([]string{c.Target, c.Address, c.essence()})
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}
