package providers_test

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

var docs = []providers.SettingDoc{
	{Name: "token", Env: "USUAL", Required: true, Sensitive: true, Doc: "Access token."},
	{Name: "base", Env: "BASE"}, {Name: "mode"}, {Name: "login"},
}

func read(getenv func(string) string, given map[string]schema.Setting) *providers.Settings {
	return providers.ReadSettings(&schema.CRM{Settings: given}, docs, getenv)
}

func environment(name string) string {
	return map[string]string{"USUAL": " usual\n", "OTHER": "other"}[name]
}

func TestSettings(t *testing.T) {
	s := providers.ReadSettings(nil, docs, environment)
	if s.Text("token") != "usual" || s.Text("base") != "" || s.Choice("mode", "on", "off") != "" || s.Object("login", "{ … }") != nil || s.Err() != nil {
		t.Errorf("without a block: %v", s.Err())
	}
	s = read(environment, map[string]schema.Setting{"token": {Env: "OTHER"}, "base": {Value: 1764000000000.0}, "mode": {Value: "off"},
		"login": {Value: map[string]any{"user": " me ", "secret": schema.Setting{Env: "OTHER"}}}})
	login := s.Object("login", "{ … }")
	if s.Text("token") != "other" || s.Text("base") != "1764000000000" || s.Choice("mode", "on", "off") != "off" ||
		s.TextOf("login.user", login["user"]) != "me" || s.TextOf("login.secret", login["secret"]) != "other" || s.TextOf("login.none", login["none"]) != "" || s.Err() != nil {
		t.Errorf("all given: %v", s.Err())
	}
	if s = read(nil, map[string]schema.Setting{"token": {Env: "OTHER"}}); s.Text("token") != "" || s.Text("base") != "" || s.Err() != nil {
		t.Errorf("without an environment: %v", s.Err())
	}
}

func TestWrongSettings(t *testing.T) {
	for name, c := range map[string]struct {
		given map[string]schema.Setting
		read  func(*providers.Settings)
		says  string
	}{
		"unknown":          {map[string]schema.Setting{"tokn": {Value: "s3cret"}}, func(*providers.Settings) {}, "tokn: there is no such setting; the settings are token, base, mode, login"},
		"empty variable":   {map[string]schema.Setting{"token": {Env: "NONE"}}, func(s *providers.Settings) { s.Text("token") }, "token: it is empty; give it in the crm block, or set the variable NONE: Access token"},
		"given as nothing": {map[string]schema.Setting{"token": {Value: ""}}, func(s *providers.Settings) { s.Text("token") }, "set the variable USUAL"},
		"no text":          {map[string]schema.Setting{"token": {Value: []any{"s3cret"}}}, func(s *providers.Settings) { s.Text("token") }, "token: it must be a text"},
		"no word":          {map[string]schema.Setting{"mode": {Value: "maybe"}}, func(s *providers.Settings) { s.Choice("mode", "on", "off") }, `mode: it is "maybe"; write "on" or "off", or leave it out`},
		"no object":        {map[string]schema.Setting{"login": {Value: "me"}}, func(s *providers.Settings) { s.Object("login", "{ user }") }, "login: write { user }"},
		"the first stays":  {map[string]schema.Setting{"mode": {Value: true}}, func(s *providers.Settings) { s.Choice("mode", "on"); s.Wrong("base", "it is odd") }, "mode: it must be a text"},
	} {
		s := read(environment, c.given)
		c.read(s)
		if err := s.Err(); !providers.IsKind(err, providers.Invalid) || !strings.Contains(err.Error(), c.says) || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
