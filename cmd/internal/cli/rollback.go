package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/planner"
	"github.com/stagecraft-dev/stagecraft/planner/directory"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
	"github.com/stagecraft-dev/stagecraft/schema/hclschema"
)

const rollbackUsage = "go back to what this apply applied, as a plan like any other (stagecraft history lists them)"

// back is the architecture that an earlier apply applied, with its record; res is that of the files. It prints what is to be known of it.
func (o *planOptions) back(ctx context.Context, d *directory.Directory, res *hclschema.Result, store planner.Ledger, now *planner.State) (*hclschema.Result, *planner.Record, error) {
	if len(o.vars)+len(o.varFiles) > 0 {
		return nil, nil, usageError{errors.New("--rollback takes the values of variables that the apply had; leave --var and --var-file out")}
	}
	rec, then, err := store.At(ctx, o.rollback)
	if err != nil {
		return nil, nil, asDiagError(err)
	}
	if len(rec.Targeted) > 0 && len(o.targets) == 0 {
		return nil, nil, diagError{diag.List{{Code: diag.State, Severity: diag.Error, Summary: fmt.Sprintf("Apply %d was limited to parts of its architecture", rec.Serial),
			Detail: fmt.Sprintf("What the environment was after it is in no architecture. Name an apply that was not, or limit this plan too: --target %s.", strings.Join(rec.Targeted, " --target "))}}, nil}
	}
	earlier, told, err := d.Back(res.Architecture, rec, now, then)
	if err != nil {
		return nil, nil, asDiagError(err)
	}
	if !o.app.json {
		o.app.printDiags(told, nil)
	}
	return earlier, rec, nil
}
