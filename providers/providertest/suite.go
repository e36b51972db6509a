package providertest

import (
	"context"
	"slices"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// Options say what is tested and how.
type Options struct {
	// Open gives a provider on an empty CRM of its own, closed by t.Cleanup.
	Open func(t *testing.T) providers.Provider
	// Target is what architectures are compiled for; an empty crm block if zero.
	Target providers.Target
	// Driver plans and applies, starting from nothing applied; the built-in one if nil.
	Driver func(t *testing.T) Driver
	// Writes counts the writes that the CRM has seen; nil when it cannot tell.
	Writes func(p providers.Provider) int64
	// Reopen opens the CRM behind a provider with the settings that an import of it has; nil when they make no difference.
	Reopen func(t *testing.T, p providers.Provider, crm *schema.CRM) providers.Provider
	// Enter puts n records into a stage, given by resource type and natural key; without it
	// the cases about records are skipped.
	Enter func(t *testing.T, p providers.Provider, typ, key string, n int)
	// Owner is somebody who can own records there, for a CRM that refuses records without one; "" is a role, which it may leave out.
	Owner string
	// Skip names cases that the CRM cannot pass, each with the reason.
	Skip map[string]string
}

// Driver takes a CRM to an architecture, as the planner does. A driver
// remembers what it applied, and deletes nothing else.
type Driver interface {
	// Converge plans and applies once. It gives the number of planned operations
	// and the failures of single operations joined, or the error that stopped it.
	// moves says where records of deleted objects go, by "type key".
	Converge(ctx context.Context, p providers.Provider, a *schema.Architecture, t providers.Target, moves map[string]string) (planned int, err error)
}

// Case is one demand on a provider.
type Case struct {
	Name string
	// Explanation says what is demanded and why.
	Explanation string
	run         func(*suite, *testing.T)
}

// suite is the options with everything filled in.
type suite struct{ Options }

// Run runs every case as a subtest; all at the same time, each on a CRM of its own.
func Run(t *testing.T, o Options) {
	t.Helper()
	if o.Target.CRM == nil {
		o.Target.CRM = &schema.CRM{}
	}
	if o.Driver == nil {
		o.Driver = func(*testing.T) Driver { return NewWalker() }
	}
	for name := range o.Skip {
		if !slices.ContainsFunc(Cases(), func(c Case) bool { return c.Name == name }) {
			t.Errorf("Skip names %q, which is no case", name)
		}
	}
	for _, c := range Cases() {
		t.Run(c.Name, func(t *testing.T) {
			if why := o.Skip[c.Name]; why != "" {
				t.Skip(why)
			}
			t.Parallel()
			t.Cleanup(func() {
				if t.Failed() {
					t.Logf("What is demanded: %s", c.Explanation)
				}
			})
			c.run(&suite{o}, t)
		})
	}
}

// Cases lists the demands, in the order in which they are best met.
func Cases() []Case {
	return []Case{
		{"info", "The provider takes a position on every capability and declares resource types whose keys and references exist, because matrix, planner and documentation are made from them.", (*suite).info},
		{"examples", "Each type has examples of one object's life that the CRM takes: all firsts together, then each change or replacement, then the end, with nothing left over. They are shown in the documentation, and every tool over the provider is tested with them.", (*suite).examples},
		{"compile is deterministic", "The same architecture compiles to the same resources in the same order, with unique natural keys and normalized values; otherwise plans would differ from run to run.", (*suite).deterministic},
		{"create from empty", "Applying to an empty CRM creates everything, and the next plan is empty.", (*suite).create},
		{"values read back", "What was applied is what is read, attribute by attribute; otherwise every plan would show a difference that nobody made.", (*suite).readBack},
		{"any state to any state", "From each architecture to each other one, and to none, one apply is enough and the next plan is empty.", (*suite).walk},
		{"reads do not write", "Reading twice gives the same and changes nothing; drift checks run in CI with other people watching.", (*suite).reads},
		{"last changes", "A provider that can tell who changed configuration last answers for each object that it is asked about, for those that are gone and for those that never were, and changes nothing; drift shows it.", (*suite).lastChanges},
		{"read by type", "Reading some types gives exactly the objects of these types.", (*suite).readTypes},
		{"unicode", "Labels and texts in any script come back as they were.", (*suite).unicode},
		{"unmanaged objects", "Objects that somebody else made are neither changed nor deleted.", (*suite).unmanaged},
		{"reports", "Each operation is reported as starting before and as done after, one at a time; the journal depends on it.", (*suite).reports},
		{"typed errors", "A second object with one natural key is a conflict, and a change of what is gone is not found; the planner acts on the kind.", (*suite).kinds},
		{"faults", "Rate limits, outages and lost replies leave a state that the next apply finishes, with nothing made twice.", (*suite).faults},
		{"partial failure", "One failing operation does not undo the others; the next apply does what is left.", (*suite).partial},
		{"cancel", "A cancelled apply stops between operations and the next one finishes.", (*suite).cancel},
		{"stop", "An error of the report function stops the apply, because the journal could not be written.", (*suite).stop},
		{"records move", "A stage with records is not deleted without saying where they go; with that, all arrive.", (*suite).records},
		{"test records", "Test records are found by their mark, also by another run, and removed with nothing else; a trial leaves nothing behind.", (*suite).testRecords},
		{"record history", "Live records are told with where they are, what they belong to and how they came there, newest first, as many as are asked for and no request for each; audits judge them by it. Nothing is written.", (*suite).recordHistory},
		{"import", "What is imported from a CRM compiles to what is live.", (*suite).imports},
	}
}
