package providers

import (
	"context"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// View is a provider that can only be looked at. It has no Apply, and none can be had of it by a type assertion: what is given
// a View cannot change a CRM, whatever it does.
type View struct{ provider Provider }

// ReadOnly is the view of a provider.
func ReadOnly(p Provider) View { return View{p} }

// Info is Provider.Info.
func (v View) Info() *Info { return v.provider.Info() }

// Compile is Provider.Compile.
func (v View) Compile(a *schema.Architecture, t Target) (*Compiled, diag.List) {
	return v.provider.Compile(a, t)
}

// Read is Provider.Read.
func (v View) Read(ctx context.Context, types []string) ([]*Live, error) {
	return v.provider.Read(ctx, types)
}

// Imports tells whether the CRM can be imported from.
func (v View) Imports() bool { _, ok := v.provider.(Importer); return ok }

// Decompile is Importer.Decompile; ok is false where the CRM cannot be imported from.
func (v View) Decompile(live []*Live) (a *schema.Architecture, findings diag.List, ok bool) {
	im, ok := v.provider.(Importer)
	if !ok {
		return nil, nil, false
	}
	a, findings = im.Decompile(live)
	return a, findings, true
}

// Review is Reviewer.Review; nothing where the provider has none.
func (v View) Review(c *Compiled, unmanaged []*Live) diag.List {
	if r, ok := v.provider.(Reviewer); ok {
		return r.Review(c, unmanaged)
	}
	return nil
}

// LastChanges is Auditor.LastChanges; ok is false where the provider cannot tell.
func (v View) LastChanges(ctx context.Context, of []Subject) (changes []*LastChange, unknown []string, err error, ok bool) {
	a, ok := v.provider.(Auditor)
	if !ok {
		return make([]*LastChange, len(of)), nil, nil, false
	}
	changes, unknown, err = a.LastChanges(ctx, of)
	return changes, unknown, err, true
}

// Records is RecordHistory.Records; ok is false where the provider cannot tell.
func (v View) Records(ctx context.Context, a *schema.Architecture, t Target, ask RecordAsk) (records *Records, err error, ok bool) {
	h, ok := v.provider.(RecordHistory)
	if !ok {
		return nil, nil, false
	}
	records, err = h.Records(ctx, a, t, ask)
	return records, err, true
}

// Auditor is implemented by providers that can tell who changed live configuration last. It only reads.
type Auditor interface {
	// LastChanges answers for subjects, in order; nil for what the CRM does not tell. unknown says in sentences, each once, what
	// keeps it from telling more: a subscription, a scope, a right. An error is a failure of the CRM and no lack of rights.
	LastChanges(ctx context.Context, of []Subject) (changes []*LastChange, unknown []string, err error)
}

// Subject is a live object, or one that was there.
type Subject struct {
	Type, Key, ID string
	// Gone tells that it is not there any more: what is asked is who deleted it.
	Gone bool
}

// LastChange says who changed an object last. Each part may be unknown. The name of a person belongs to the CRM: it is shown,
// and kept nowhere.
type LastChange struct {
	Who  string     `json:"who,omitempty"`
	When *time.Time `json:"when,omitempty"` // UTC
	How  string     `json:"how,omitempty"`  // in the CRM's words: "API", "settings page"
}

// IsZero tells whether nothing is known.
func (c *LastChange) IsZero() bool { return c == nil || c.Who == "" && c.When == nil && c.How == "" }
