package emulator

import (
	"fmt"
	"strings"
)

// exception is a failure in Python's words.
type exception struct {
	Name    string `json:"name"`
	Message string `json:"message"`
}

func (e *exception) Error() string { return e.Name + ": " + e.Message }

// words are the message of a failure, "" of none.
func (e *exception) words() string {
	if e == nil {
		return ""
	}
	return e.Message
}

func raise(name, format string, args ...any) *exception {
	return &exception{name, fmt.Sprintf(format, args...)}
}

func userError(format string, args ...any) *exception {
	return raise("odoo.exceptions.UserError", format, args...)
}

func validation(format string, args ...any) *exception {
	return raise("odoo.exceptions.ValidationError", format, args...)
}

func valueError(format string, args ...any) *exception {
	return raise("builtins.ValueError", format, args...)
}

func accessDenied() *exception { return raise("odoo.exceptions.AccessDenied", "Access Denied") }

// notEmulated is the failure of what the emulator does not do. Odoo would.
func notEmulated(format string, args ...any) *exception {
	return raise("builtins.NotImplementedError", "the emulator "+format, args...)
}

// mandatory is a column that must not be empty.
func (d *database) mandatory(f *field) *exception {
	return validation("The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n- Delete: another model requires the record being deleted. If possible, archive it instead.\n\nModel: %s (%s)\nField: %s (%s)\n",
		d.title(f.model), f.model, f.label, f.name)
}

// foreign is a reference to what is not there, or from what must not lose it.
func (d *database) foreign(f *field) *exception {
	return validation("The operation cannot be completed: another model requires the record being deleted. If possible, archive it instead.\n\nModel: %s (%s)\nConstraint: %s_%s_fkey\n",
		d.title(f.model), f.model, strings.ReplaceAll(f.model, ".", "_"), f.name)
}

func unique(format string, args ...any) *exception {
	return validation("The operation cannot be completed: "+format, args...)
}
