package provider

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// crm is a CRM as it is configured. It is opened when something needs it, read in bulk and written in batches, however
// Terraform asks.
type crm struct {
	factory *providers.Factory
	target  providers.Target
	known   bool // all settings are
	getenv  func(string) string

	opening  sync.Mutex
	provider providers.Provider // nil before the first use
	refused  error              // why it cannot be opened

	reads  batches[*wanted]
	writes batches[*order]

	mu      sync.Mutex
	shelves map[string]*shelf // by resource type
	changes int               // batches of operations that were applied
	renames map[providers.Reference]string
	seats   map[family]map[string]seat // where refreshes found objects, by id
	places  places                     // of batches alone, which come one after the other
}

func newCRM(f *providers.Factory, t providers.Target, known bool, getenv func(string) string) *crm {
	c := &crm{factory: f, target: t, known: known, getenv: getenv, shelves: map[string]*shelf{}, renames: map[providers.Reference]string{}, places: places{}, seats: map[family]map[string]seat{}}
	c.reads.carry, c.writes.carry = c.readBatch, c.applyBatch
	return c
}

// openError says that a CRM cannot be used at all.
type openError struct {
	summary string
	err     error
}

func (e *openError) Error() string { return e.summary + ": " + e.err.Error() }
func (e *openError) Unwrap() error { return e.err }

// open opens the CRM at the first use. That it cannot be opened is asked once: only an end of the context is not remembered.
func (c *crm) open(ctx context.Context) (providers.Provider, error) {
	c.opening.Lock()
	defer c.opening.Unlock()
	if c.provider != nil || c.refused != nil {
		return c.provider, c.refused
	}
	info := c.factory.Info
	if !c.known {
		c.refused = &openError{fmt.Sprintf("The settings of %s are not known yet", info.Title), fmt.Errorf("its block in the provider's configuration depends on what is only known after an apply. " +
			"Apply what it depends on first (-target), or give values that are known")}
		return nil, c.refused
	}
	p, err := c.factory.Open(ctx, c.target, c.getenv)
	if err != nil {
		err = &openError{fmt.Sprintf("%s cannot be reached with these settings", info.Title), err}
		if ctx.Err() == nil {
			c.refused = err
		}
		return nil, err
	}
	c.provider = p
	return p, nil
}

// settingsHelp says where the settings of a CRM stand.
func settingsHelp(info *providers.Info) string {
	s := fmt.Sprintf("Its settings are in the block `%s { … }` of the provider's configuration", info.Name)
	var env []string
	for _, d := range info.Settings {
		if d.Env != "" {
			env = append(env, fmt.Sprintf("`%s` (%s)", d.Env, d.Name))
		}
	}
	if len(env) > 0 {
		s += " or in the environment: " + strings.Join(env, ", ")
	}
	return s + "."
}

// rename notes that a plan gives an object another natural key, so that what refers to it follows.
func (c *crm) rename(typ, from, to string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.renames[providers.Reference{Type: typ, Key: from}] = to
}

// renamed gives values of a type as they are once the planned renames are carried out.
func (c *crm) renamed(t *providers.ResourceType, v providers.Values) providers.Values {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range t.References(v) {
		if to, ok := c.renames[r]; ok {
			v = t.Rename(v, r.Type, r.Key, to)
		}
	}
	return v
}
