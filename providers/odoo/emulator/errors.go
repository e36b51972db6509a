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

// unknown is a field that its model does not have; place is where Odoo 19 says so: "in" of what is written, "on" of what is read.
func (d *database) unknown(name, place, model string) *exception {
	if d.major >= modern {
		return valueError("Invalid field '%s' %s '%s'", name, place, model)
	}
	return valueError("Invalid field '%s' on model '%s'", name, model)
}

// missing is what Odoo 19 says of a column that must not be empty.
func (d *database) missing(f *field) string {
	return fmt.Sprintf("Missing required value for the field '%s' (%s).\nModel: '%s' (%s)\n- create/update: a mandatory field is not set\n- delete: another model requires the record being deleted, you can archive it instead\n",
		f.label, f.name, d.title(f.model), f.model)
}

// mandatory is a column that must not be empty.
func (d *database) mandatory(f *field) *exception {
	if d.major >= modern {
		return unique("%s", d.missing(f))
	}
	return validation("The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n- Delete: another model requires the record being deleted. If possible, archive it instead.\n\nModel: %s (%s)\nField: %s (%s)\n",
		d.title(f.model), f.model, f.label, f.name)
}

// foreign is a reference to what is not there, or from what must not lose it.
func (d *database) foreign(f *field) *exception {
	if d.major >= modern {
		return unique("Another model is using the record you are trying to delete.\n\nThe troublemaker is: '%s' (%s)\nThanks to the following constraint: '%s' (%s)\nHow about archiving the record instead?",
			d.title(f.model), f.model, f.label, f.name)
	}
	return validation("The operation cannot be completed: another model requires the record being deleted. If possible, archive it instead.\n\nModel: %s (%s)\nConstraint: %s_%s_fkey\n",
		d.title(f.model), f.model, strings.ReplaceAll(f.model, ".", "_"), f.name)
}

func unique(format string, args ...any) *exception {
	return validation("The operation cannot be completed: "+format, args...)
}
