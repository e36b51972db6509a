package providers

import (
	"fmt"
	"strings"
)

// SettingNames lists settings in words.
func SettingNames(docs []SettingDoc) string {
	var names []string
	for _, d := range docs {
		names = append(names, d.Name)
	}
	return strings.Join(names, ", ")
}

// InvalidSetting is the error of a setting that cannot be used.
func InvalidSetting(name, format string, args ...any) error {
	return &Error{Kind: Invalid, Attribute: name, Message: "setting " + name + ": " + fmt.Sprintf(format, args...)}
}
