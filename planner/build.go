package planner

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// TargetProvider is a CRM of the environment with the provider that speaks to it.
type TargetProvider struct {
	Target   providers.Target
	Provider providers.Provider
}

// name is the label of the crm block; the provider's own name for the built-in sandbox.
func (t TargetProvider) name() string { return targetName(t.Target, t.Provider.Info()) }

func targetName(t providers.Target, i *providers.Info) string {
	if t.CRM != nil && t.CRM.Provider != "" {
		return t.CRM.Provider
	}
	return i.Name
}

// BuildOptions are what a plan depends on.
type BuildOptions struct {
	Arch        *schema.Architecture // indexed and checked
	Environment string
	CRMs        []TargetProvider
	// State is what was applied last; nil for nothing. It is not changed.
	State *State
	// Guard limits the plan; nil for the defaults of the guard block.
	Guard *schema.Guard
	// Targets limits the plan to these block or resource addresses and what they depend on.
	Targets []string
	// Prune lists patterns ("type.key" with * and ?) of unmanaged objects to delete; "*" is all.
	Prune []string
	// Require lists what the plan must fulfil; see Requirements.
	Require []string
	// Await names environments that an apply waits for: what has not passed there is a warning in the plan.
	Await []string
	// Passed tells why an environment has not passed, for Await and for requirements made by PassedIn; see Passed.
	Passed func(environment string) diag.List
	// SignOffs is what the council has signed; nil when nobody signed anything.
	SignOffs *signoff.Status
	// Validate has CRMs that can check the changes on the server, without carrying them out.
	Validate bool
	// Paper tells that the CRMs are those of OnPaper; nil for a plan of live ones.
	Paper *Paper
	// Rollback is the serial of the apply whose record Arch comes from; 0 for none.
	Rollback int
	// Commit and ToolVersion are shown in the plan.
	Commit, ToolVersion string
}

// work is one thing that is compared: wanted, live, known from the last apply, or several of these.
type work struct {
	crm      *crm
	typ      *providers.ResourceType
	addr     string
	origin   schema.Address
	part     string
	want     *providers.Resource
	live     *providers.Live
	base     *StateResource
	baseAddr string // address of base in the state
	moved    *schema.Moved
	imported *schema.Import
	retired  *schema.Retired
	pruned   bool
	// cleared are the live values without references to what the plan deletes, for an
	// object that is forgotten and stays; nil when it has none.
	cleared providers.Values
}

// crm is one target while its part of the plan is made.
type crm struct {
	TargetProvider
	name     string
	info     *providers.Info
	types    map[string]*providers.ResourceType
	rank     map[string]int // of a type, in the order in which the provider declares them
	compiled *providers.Compiled
	live     []*providers.Live
	// strangers are the live objects that nobody declared and no pattern ignores.
	strangers []*providers.Live
	state     *TargetState
	works     []*work
	kept      []string // addresses of the state that stay as they are, see providers.Compiled
	// renames maps type and live key to the key that the same object gets.
	renames  map[[2]string]string
	liveKeys map[[2]string]string // from key after the plan to live key; see liveKey
	// noops are the works without a change.
	golden  map[schema.Address]bool // golden stages that were applied
	noops   []*work
	changes []*Change
	section *Target
}

// build is a plan in the making.
type build struct {
	BuildOptions
	plan  *Plan
	state *State // of now: pending operations resolved
	crms  []*crm
	diags diag.List
	seen  map[*schema.Import]bool
}

// Build makes a plan. It reads the CRMs and changes nothing. With errors in the list
// the plan, when there is one, shows how far it came and cannot be applied.
func Build(ctx context.Context, opts BuildOptions) (*Plan, diag.List) {
	b := newBuild(ctx, opts)
	return b.plan, b.diags
}

func newBuild(ctx context.Context, opts BuildOptions) *build {
	b := &build{BuildOptions: opts, seen: map[*schema.Import]bool{}}
	if opts.State == nil {
		b.state = NewState(opts.Environment)
	} else {
		b.state = opts.State.Clone()
	}
	b.plan = &Plan{
		FormatVersion: FormatVersion, ToolVersion: opts.ToolVersion, Environment: opts.Environment,
		Architecture: Architecture{Commit: opts.Commit},
		Targeted:     slices.Clone(opts.Targets), Pruned: slices.Clone(opts.Prune), Required: slices.Clone(opts.Require), Rollback: opts.Rollback,
		Targets: []*Target{}, Changes: []*Change{}, Paper: opts.Paper,
	}
	if opts.Paper != nil {
		b.diags.Add(opts.Paper.finding())
	}
	if i := opts.Arch.Info; i != nil {
		b.plan.Architecture.Name, b.plan.Architecture.Version = i.Name, i.Version
	}
	if opts.SignOffs != nil {
		b.plan.Architecture.SignedBy = opts.SignOffs.Approvers()
	}
	digest := make(chan string, 1)
	go func() { digest <- opts.Arch.Digest() }()
	for _, t := range opts.CRMs {
		if c := b.open(ctx, t); c != nil {
			b.crms = append(b.crms, c)
		}
	}
	b.plan.Architecture.Digest = <-digest
	if !b.diags.HasErrors() {
		b.compare()
	}
	if !b.diags.HasErrors() {
		b.narrow()
		b.impact(ctx)
		b.foresee(ctx)
		b.guard()
		b.require()
	}
	if opts.Validate && !b.diags.HasErrors() {
		b.validate(ctx)
	}
	b.finish()
	return b
}

// open compiles and reads one CRM. It returns nil when that fails.
func (b *build) open(ctx context.Context, t TargetProvider) *crm {
	c := &crm{TargetProvider: t, name: t.name(), info: t.Provider.Info(),
		types: map[string]*providers.ResourceType{}, rank: map[string]int{}, renames: map[[2]string]string{}}
	for i, rt := range c.info.Types {
		c.types[rt.Name], c.rank[rt.Name] = rt, i
	}
	for _, o := range b.crms {
		if o.name == c.name {
			b.diags.Errorf(diag.Environment, diag.Range{}, fmt.Sprintf("Two CRMs of the environment are called %q", c.name), "Give each crm block a name of its own.")
			return nil
		}
	}
	var live []*providers.Live
	var err error
	read := make(chan struct{})
	go func() { // while the CRM answers, there is something to compute
		defer close(read)
		live, err = t.Provider.Read(ctx, nil)
	}()
	compiled, diags := t.Provider.Compile(b.Arch, t.Target)
	<-read
	b.diags.Add(diags...)
	if diags.HasErrors() || compiled == nil {
		return nil
	}
	c.compiled = compiled
	if err != nil {
		b.diags.Add(providerError(c.info, "cannot be read", err))
		return nil
	}
	c.live = live
	b.state.resolve(c.name, live)
	c.state = b.state.Target(c.name)
	c.state.Provider = c.info.Name
	c.section = &Target{Name: c.name, Provider: c.info.Name, Title: c.info.Title,
		Manual: compiled.Manual, Enforcement: compiled.Enforcement}
	b.plan.Targets = append(b.plan.Targets, c.section)
	return c
}

// providerError turns a failure of a CRM into a diagnostic.
func providerError(i *providers.Info, what string, err error) diag.Diagnostic {
	d := diag.Diagnostic{Code: diag.ProviderError, Severity: diag.Error,
		Summary: fmt.Sprintf("%s %s", i.Title, what), Detail: err.Error() + "."}
	switch {
	case providers.IsKind(err, providers.Permission):
		d.Detail += " Give the credentials the missing right and run again."
	case providers.IsKind(err, providers.RateLimited), providers.IsKind(err, providers.Unavailable):
		d.Detail += " Run again later."
	}
	return d
}

// compare matches, diffs and orders every CRM.
func (b *build) compare() {
	moves := b.moves()
	for _, c := range b.crms {
		b.match(c, moves)
		if r, ok := c.Provider.(providers.Reviewer); ok {
			b.diags.Add(r.Review(c.compiled, c.strangers)...)
		}
	}
	b.checkMoves(moves)
	b.checkImports()
	b.checkPrune()
	if b.diags.HasErrors() {
		return
	}
	for _, c := range b.crms {
		c.seat()
		for _, w := range c.works {
			if ch := b.change(w); ch != nil {
				c.changes = append(c.changes, ch)
			} else {
				c.noops = append(c.noops, w)
			}
		}
		c.letGo()
		b.order(c)
		offset := len(b.plan.Changes)
		for _, ch := range c.changes {
			for i := range ch.DependsOn {
				ch.DependsOn[i] += offset
			}
		}
		b.plan.Changes = append(b.plan.Changes, c.changes...)
		c.digests(b.state.Pending)
	}
	for _, name := range slices.Sorted(maps.Keys(b.state.Targets)) {
		n := len(b.state.Targets[name].Resources)
		if n > 0 && !slices.ContainsFunc(b.crms, func(c *crm) bool { return c.name == name }) {
			b.diags.Warnf(diag.Environment, diag.Range{}, fmt.Sprintf("The environment has no CRM %q any more", name),
				"The state knows %d objects in it. They stay as they are. Declare the crm block again to manage them, or remove them from the state.", n)
		}
	}
}

// narrow limits the plan to what --target names, with what that depends on.
func (b *build) narrow() {
	if len(b.Targets) == 0 {
		return
	}
	all := b.plan.Changes
	keep := make([]bool, len(all))
	for _, t := range b.Targets {
		found := false
		for i, c := range all {
			if c.within(t) {
				keep[i], found = true, true
			}
		}
		for _, c := range b.crms {
			found = found || slices.ContainsFunc(c.noops, func(w *work) bool { return targets(t, w.addr, w.origin, w.part) })
		}
		if !found {
			b.diags.Errorf(diag.NothingMoved, diag.Range{}, fmt.Sprintf("Target %q matches nothing", t),
				"No resource of this environment comes from such a block.%s", diag.DidYouMean(t, b.origins()))
		}
	}
	for i := len(all) - 1; i >= 0; i-- { // dependencies have lower indexes
		if keep[i] {
			for _, d := range all[i].DependsOn {
				keep[d] = true
			}
		}
	}
	index := make([]int, len(all))
	b.plan.Changes = []*Change{}
	for i, c := range all {
		if keep[i] {
			index[i] = len(b.plan.Changes)
			b.plan.Changes = append(b.plan.Changes, c)
		}
	}
	for _, c := range b.plan.Changes {
		for i, d := range c.DependsOn {
			c.DependsOn[i] = index[d]
		}
	}
}

func (c *Change) within(target string) bool {
	_, origin, part := providers.SplitAddress(c.Address)
	if targets(target, c.Address, origin, part) {
		return true
	}
	if c.MovedFrom == "" {
		return false
	}
	_, origin, part = providers.SplitAddress(c.MovedFrom)
	return targets(target, c.MovedFrom, origin, part)
}

// targets tells whether a --target means the resource. A field may be written as in HCL: contact.email.
func targets(t, addr string, origin schema.Address, part string) bool {
	return t == addr || within(origin, part, schema.Address(t)) || within(origin, part, schema.Address("field."+t))
}

func (b *build) origins() []string {
	set := map[string]bool{}
	for _, c := range b.crms {
		for _, w := range c.works {
			set[string(w.origin)] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// finish counts and collects the findings.
func (b *build) finish() {
	p := b.plan
	byName := map[string]*Target{}
	for _, c := range b.crms {
		byName[c.name] = c.section
		c.section.Summary.NoOp = len(c.noops)
		p.Summary.NoOp += len(c.noops)
	}
	for _, c := range p.Changes {
		p.Summary.add(c)
		byName[c.Target].Summary.add(c)
	}
	for _, o := range p.Unmanaged {
		p.Summary.Unmanaged++
		byName[o.Target].Summary.Unmanaged++
	}
	for _, o := range p.Ignored {
		p.Summary.Ignored++
		byName[o.Target].Summary.Ignored++
	}
	b.diags = b.diags.Sorted()
	p.Findings = slices.Clone(b.diags)
	p.Errored = b.diags.HasErrors()
}
