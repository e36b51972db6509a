package cli

import (
	"fmt"
	"maps"
	"reflect"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/history"
)

// reroutes tells what of an architecture decides where credentials are sent, and is not so at the revision that is trusted; "" when all is, or no
// revision is. A proposal could have them sent to a host of its own otherwise.
func (o *planOptions) reroutes(a *schema.Architecture) (string, error) {
	if o.trust == "" {
		return "", nil
	}
	repo, err := history.Open(o.dir)
	if err != nil {
		return "", notThere(o.trust, err)
	}
	opts, err := o.options()
	if err != nil {
		return "", err
	}
	opts.ToolVersion = "" // what an older version required says nothing about whether it can be read
	trusted, _, err := repo.Architecture(o.trust, opts)
	if err != nil {
		return "", notThere(o.trust, err)
	}
	now, was := o.environment(a), o.environment(trusted)
	switch {
	case now == nil:
		return "", nil
	case was == nil:
		return fmt.Sprintf("%s has no environment %q yet", o.trust, now.Name), nil
	}
	if now.State != nil && (was.State == nil || now.State.Kind != was.State.Kind || !same(now.State.Settings, was.State.Settings)) {
		return fmt.Sprintf("at %s the state of %s is kept elsewhere", o.trust, now.Name), nil
	}
	for _, c := range now.CRMs {
		i := slices.IndexFunc(was.CRMs, func(w *schema.CRM) bool { return w.Provider == c.Provider })
		if i < 0 {
			return fmt.Sprintf("at %s there is no %s in %s", o.trust, c.Provider, now.Name), nil
		}
		if !same(connecting(c), connecting(was.CRMs[i])) {
			return fmt.Sprintf("at %s the settings of %s in %s are others", o.trust, c.Provider, now.Name), nil
		}
	}
	return "", nil
}

// same compares settings by what they say.
func same(a, b map[string]schema.Setting) bool {
	return maps.EqualFunc(a, b, func(x, y schema.Setting) bool { return reflect.DeepEqual(x, y) })
}

// connecting are the settings of a crm block that say where the CRM is and how to log in, and all that read an environment variable.
func connecting(c *schema.CRM) map[string]schema.Setting {
	f := factory(c.Provider)
	out := map[string]schema.Setting{}
	for name, s := range c.Settings {
		known := f != nil && slices.ContainsFunc(f.Info.Settings, func(d providers.SettingDoc) bool {
			return d.Name == name && !d.Sensitive && d.Env == "" && d.File == nil && len(d.Secrets)+len(d.Files) == 0
		})
		if !known || readsEnvironment(s) {
			out[name] = s
		}
	}
	return out
}

func readsEnvironment(s schema.Setting) bool {
	if m, ok := s.Value.(map[string]any); ok {
		for _, v := range m {
			if inner, ok := v.(schema.Setting); ok && readsEnvironment(inner) {
				return true
			}
		}
	}
	return s.Env != ""
}

// notOnPaper is the error of an apply that was planned on paper.
func notOnPaper(why string) error {
	return diagError{diag.List{{Code: diag.Untrusted, Severity: diag.Error, Summary: "Nothing is applied to CRMs that were not contacted",
		Detail: fmt.Sprintf("They were not because %s. Have somebody vet that first.", why)}}, nil}
}
