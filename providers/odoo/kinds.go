package odoo

import (
	"context"
	"fmt"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/internal/applying"
)

// kind is how objects of a resource type are read and written.
type kind struct {
	typ *providers.ResourceType
	// model of Odoo whose records the objects are.
	model string
	// read gives the objects with these ids; all of the type for nil.
	read func(ctx context.Context, dir *directory, ids []int64) ([]*providers.Live, error)
	// write carries out operations of the type of which none refers to another, each with an outcome of its own.
	write func(ctx context.Context, w *writing, ops []*providers.Operation) []outcome
	// holders are the fields by which leads hang on an object; others are found, see Provider.holding.
	holders []holder
	lock    func(*providers.Operation) string
}

// outcome is what became of an operation.
type outcome struct {
	id     string
	values providers.Values // as Odoo has them now; nil after a delete
	moved  int64            // records
	note   string
	err    error
}

func (o outcome) progress() providers.Progress {
	return providers.Progress{ID: o.id, Values: o.values, Moved: o.moved, Note: o.note, Err: o.err}
}

// kinds are all of them, in the order of types.
func kinds() []*kind {
	kindsOnce.Do(func() { allKinds = makeKinds() })
	return allKinds
}

var (
	kindsOnce sync.Once
	allKinds  []*kind
)

func makeKinds() []*kind {
	how := map[string]*kind{
		typeSettings:   {model: settingsModel, read: readSettingsOf, write: writeSettings},
		typeGroup:      rowsKind(groupRows),
		typeTeam:       rowsKind(teamRows),
		typeMember:     {model: memberModel, read: readMembers, write: writeMembers},
		typeReason:     rowsKind(reasonRows),
		typeTag:        rowsKind(tagRows),
		typeField:      {model: fieldModel, read: readFields, write: writeFields},
		typeOption:     {model: optionModel, read: readOptions, write: writeOptions, lock: optionLock},
		typeStage:      rowsKind(stageRows),
		typeView:       rowsKind(viewRows),
		typeAutomation: rowsKind(automationRows),
		typeScoring:    {model: parameterModel, read: readScoring, write: writeScoring},
	}
	var out []*kind
	for _, t := range types() {
		k := how[t.Name]
		k.typ = t
		out = append(out, k)
	}
	return out
}

func kindOf(typ string) *kind {
	for _, k := range kinds() {
		if k.typ.Name == typ {
			return k
		}
	}
	return nil
}

// divided is what divides the operations of a type.
func divided(typ string) applying.Kind {
	k := kindOf(typ)
	return applying.Kind{Type: k.typ, Lock: k.lock}
}

// live makes a live object of raw values.
func live(typ string, id int64, v providers.Values) (*providers.Live, error) {
	return kindOf(typ).typ.Live("Odoo", fmt.Sprint(id), v)
}

func conflict(format string, args ...any) error {
	return &providers.Error{Kind: providers.Conflict, Message: fmt.Sprintf(format, args...)}
}

func missing(format string, args ...any) error {
	return &providers.Error{Kind: providers.NotFound, Message: fmt.Sprintf(format, args...)}
}

func invalid(attribute, format string, args ...any) error {
	return &providers.Error{Kind: providers.Invalid, Attribute: attribute, Message: fmt.Sprintf(format, args...)}
}
