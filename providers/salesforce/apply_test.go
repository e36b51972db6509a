package salesforce

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/providertest"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/emulator"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// Whoever stops an apply stops the deploy that is under way, and the next apply carries on.
func TestCanceledDeploy(t *testing.T) {
	org := emulator.Empty()
	p := orgOf(t, org, nil)
	a := providertest.State(t, "small")
	reached, gate := make(chan struct{}, 1), make(chan struct{})
	org.SetDeployPolls(50)
	org.Inject(emulator.Fault{Method: http.MethodGet, Path: "/deployRequest/", Reached: reached, Gate: gate})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	walker := providertest.NewWalker()
	target := providers.Target{CRM: &schema.CRM{}}
	go func() {
		_, err := walker.Converge(ctx, p, a, target, nil)
		done <- err
	}()
	<-reached
	cancel()
	close(gate)
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	canceled := false
	for _, r := range org.Requests() {
		canceled = canceled || r.Method == http.MethodPatch
	}
	if !canceled {
		t.Error("the deploy went on")
	}
	org.SetDeployPolls(1)
	if _, err := walker.Converge(t.Context(), p, a, target, nil); err != nil {
		t.Fatal(err)
	}
	if n, err := walker.Converge(t.Context(), p, a, target, nil); n > 0 || err != nil {
		t.Error(n, err)
	}
}

// What would not be read back is refused before anything is deployed.
func TestOutOfSight(t *testing.T) {
	for typ, after := range map[string]providers.Values{
		typePermissionSet: {"name": "Sales", "label": "Sales"},
		typeFolder:        {"kind": "report", "name": "Sales", "label": "Sales"},
		typeReport:        {"folder": "report/Sales", "name": "Leads", "label": "Leads", "definition": map[string]any{"format": "Tabular", "reportType": "LeadList"}},
	} {
		org := emulator.Empty()
		p := orgOf(t, org, nil)
		op := &providers.Operation{Action: providers.Create, Type: typ, Key: kindOf(typ).typ.KeyOf(after), After: after}
		var failed error
		err := p.Apply(t.Context(), []*providers.Operation{op}, func(pr providers.Progress) error {
			failed = pr.Err
			return nil
		})
		if err != nil || !providers.IsKind(failed, providers.Invalid) {
			t.Errorf("%s: %v, %v", typ, failed, err)
		}
		for _, r := range org.Requests() {
			if r.Method == http.MethodPost && strings.Contains(r.Path, "deployRequest") {
				t.Errorf("%s was deployed", typ)
			}
		}
	}
}
