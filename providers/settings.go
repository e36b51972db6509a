package providers

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// SettingNames lists settings in words.
func SettingNames(docs []SettingDoc) string {
	var names []string
	for _, d := range docs {
		names = append(names, d.Name)
	}
	return strings.Join(names, ", ")
}

// WrongSetting is the diagnostic of a crm block whose settings cannot be used. of names what they are settings of.
func WrongSetting(t Target, of string, err error) (diags diag.List) {
	diags.Errorf(diag.Environment, t.Range(), "A setting of the "+of+" is wrong", "%s.", err)
	return diags
}

// InvalidSetting is the error of a setting that cannot be used.
func InvalidSetting(name, format string, args ...any) error {
	return &Error{Kind: Invalid, Attribute: name, Message: "setting " + name + ": " + fmt.Sprintf(format, args...)}
}
