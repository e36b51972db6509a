package providers

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/schema"
	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Settings reads what a crm block says about an account. The first thing that is wrong is kept: read everything, then ask Err.
type Settings struct {
	docs   []SettingDoc
	given  map[string]schema.Setting
	getenv func(string) string
	err    error
}

// ReadSettings reads those of a crm block, which may be nil; any that docs does not describe is wrong. getenv nil leaves out
// what the environment holds and demands nothing, for those who contact no account.
func ReadSettings(crm *schema.CRM, docs []SettingDoc, getenv func(string) string) *Settings {
	s := &Settings{docs: docs, getenv: getenv}
	if crm != nil {
		s.given = crm.Settings
	}
	for _, name := range slices.Sorted(maps.Keys(s.given)) {
		if s.doc(name).Name == "" {
			s.Wrong(name, "there is no such setting; the settings are %s", SettingNames(docs))
		}
	}
	return s
}

// Err is an *Error of the first setting that is wrong, or nil.
func (s *Settings) Err() error { return s.err }

// Wrong tells that a setting cannot be used.
func (s *Settings) Wrong(name, format string, args ...any) {
	s.err = cmp.Or(s.err, InvalidSetting(name, format, args...))
}

func (s *Settings) doc(name string) SettingDoc {
	if i := slices.IndexFunc(s.docs, func(d SettingDoc) bool { return d.Name == name }); i >= 0 {
		return s.docs[i]
	}
	return SettingDoc{}
}

// Text is a setting without the space around it, or what its usual variable holds where it is not given; "" is none. It is
// wrong for a required one to have none.
func (s *Settings) Text(name string) string {
	d := s.doc(name)
	v, ok := s.given[name]
	if !ok {
		v.Env = d.Env
	}
	text := s.TextOf(name, v)
	if text == "" && d.Required && s.getenv != nil {
		s.Wrong(name, "it is empty; give it in the crm block, or set the variable %s: %s", cmp.Or(v.Env, d.Env), strings.TrimSuffix(d.Doc, "."))
	}
	return text
}

// TextOf is the same for a value inside a setting; name is what people call it. A number is a text, too: ids and names of
// databases may be numbers.
func (s *Settings) TextOf(name string, v any) string {
	switch x := v.(type) {
	case schema.Setting:
		switch {
		case x.Env == "":
			return s.TextOf(name, x.Value)
		case s.getenv != nil:
			return strings.TrimSpace(s.getenv(x.Env))
		}
	case string:
		return strings.TrimSpace(x)
	case float64:
		return strconv.FormatFloat(x, 'f', -1, 64)
	case nil:
	default:
		s.Wrong(name, "it must be a text")
	}
	return ""
}

// Choice is a setting that is one of some words, or "".
func (s *Settings) Choice(name string, words ...string) string {
	v := s.Text(name)
	if v != "" && !slices.Contains(words, v) {
		var quoted []string
		for _, w := range words {
			quoted = append(quoted, strconv.Quote(w))
		}
		s.Wrong(name, "it is %q; write %s, or leave it out", v, strings.Join(quoted, " or "))
	}
	return v
}

// Object gives the attributes of a setting that is an object, none when it is not given. example shows how one is written.
func (s *Settings) Object(name, example string) map[string]any {
	v, ok := s.given[name]
	attributes, is := v.Value.(map[string]any)
	if ok && !is {
		s.Wrong(name, "write %s", example)
	}
	return attributes
}

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
