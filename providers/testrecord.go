package providers

import (
	"context"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/engine"
)

// RecordTester is implemented by providers that can try an architecture out with records of their own, which stand out as test
// records and are removed again.
type RecordTester interface {
	// TestRecords translates between an architecture and the records of the CRM. run marks what is made. It contacts nothing.
	TestRecords(a *schema.Architecture, t Target, run string) (TestRecords, error)
}

// TestRecords makes, changes and removes marked records, in the words of an architecture. A write that the CRM refuses is no error:
// Written says why. Writes that are not carried out for other reasons are errors as those of Apply.
//
// No record is made without its mark: a run that is killed leaves nothing that the next one does not find.
type TestRecords interface {
	// Create makes a record.
	Create(ctx context.Context, r TestRecord) (Written, error)
	// Change changes a record in one write.
	Change(ctx context.Context, ref TestRef, c TestChange) (Written, error)
	// Read says where a record is and who owns it, with the values of fields of its object.
	Read(ctx context.Context, ref TestRef, fields ...string) (TestRecord, error)
	// Marked finds every marked record, also those of other runs. What was written a moment ago may not be found yet.
	Marked(ctx context.Context) ([]TestRef, error)
	// Remove removes marked records, and leaves others alone. One that is gone already is no error.
	Remove(ctx context.Context, refs []TestRef) error
	// Settle is how long the CRM may take to do what follows from a write; 0 when it is done with the write.
	Settle() time.Duration
}

// TestRef is a test record that is there.
type TestRef struct {
	Object string `json:"object"` // in the words of the architecture
	ID     string `json:"id"`     // in those of the CRM
	// Mark is what the record says of itself.
	Mark string `json:"mark,omitempty"`
}

// TestRecord is a record in the words of an architecture.
type TestRecord struct {
	Object string
	// Fields are values by field name, as in package engine. Those that the CRM does not hold are left out.
	Fields map[string]any
	// Owner is the identity of a person, or the address of a queue, role or team; "" for nobody. One that the CRM cannot have is
	// left out.
	Owner string
	// Stages is where the record is, by lifecycle or pipeline.
	Stages map[schema.Address]schema.Address
	// Parents are records that it belongs to.
	Parents []TestRef
}

// TestChange is what happens to a record in one write. Fields are as in TestRecord; nil empties one.
type TestChange struct {
	Fields map[string]any
	Owner  string // "" leaves it
	// Stage is where it goes; "" leaves it. Reason is the code that is given with the move, by the field of the list that asks for it.
	Stage  schema.Address
	Reason map[schema.Address]string
	// Activities are logged before all else.
	Activities []string
}

// Written is what became of a write.
type Written struct {
	ID string
	// Refused are the CRM's reasons for refusing the write; none when it was carried out.
	Refused []string
	// Cannot says why no program can do it here; "" when one can. Nothing was written then.
	Cannot string
}

// Done tells whether the write was carried out.
func (w Written) Done() bool { return len(w.Refused) == 0 && w.Cannot == "" }

// WriteOutcome tells what the CRM refused, which is no error, from what went wrong. id is the record that was written.
func WriteOutcome(id string, err error) (Written, error) {
	if IsKind(err, Invalid) || IsKind(err, Conflict) {
		return Written{ID: id, Refused: []string{err.Error()}}, nil
	}
	return Written{ID: id}, err
}

// TestPrefix is how the name of every test record begins.
const TestPrefix = "Stagecraft QA – remove me"

// TestMark is the name of the test records of a run.
func TestMark(run string) string { return TestPrefix + " " + run }

// IsTestMark tells whether a name marks a test record.
func IsTestMark(name string) bool { return strings.HasPrefix(name, TestPrefix) }

// TestDomain is the domain of the e-mail addresses of test records.
const TestDomain = engine.TestDomain
