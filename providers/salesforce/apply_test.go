package salesforce

import (
	"context"
	"errors"
	"net/http"
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
