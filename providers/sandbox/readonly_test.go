package sandbox

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// looking gives the provider of a file, as a command that only looks at it does.
func looking(t *testing.T, path string) providers.Provider {
	t.Helper()
	target := providers.Target{ReadOnly: true, CRM: &schema.CRM{Provider: "sandbox", Settings: map[string]schema.Setting{"path": {Value: path}}}}
	p, err := Factory().Open(t.Context(), target, func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func TestReadOnly(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	path := filepath.Join(dir, "crm.db")
	names := func() (out []string) {
		list, _ := os.ReadDir(dir)
		for _, e := range list {
			out = append(out, e.Name())
		}
		return out
	}

	// Where there is no sandbox yet, none is made.
	if live, err := looking(t, path).Read(ctx, nil); err != nil || len(live) != len(schema.BuiltinObjects()) {
		t.Fatal(live, err)
	}
	if there := names(); len(there) != 0 {
		t.Fatalf("looking made %v", there)
	}

	crm, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	team := &providers.Operation{Action: providers.Create, Type: typeTeam, Key: "north", Address: "a", After: providers.Values{"name": "north", "title": "North"}}
	if done := crm.operate(ctx, team); done.Err != nil {
		t.Fatal(done.Err)
	}
	has := func(p providers.Provider) {
		t.Helper()
		live, err := p.Read(ctx, []string{typeTeam})
		if err != nil || len(live) != 1 || live[0].Key != "north" {
			t.Fatal(live, err)
		}
	}
	// What another process has written and not yet folded in is seen.
	open := looking(t, path)
	has(open)
	open.Close()
	if err := crm.Close(); err != nil {
		t.Fatal(err)
	}

	for _, name := range names() {
		if name != "crm.db" { // of the process that was reading along
			os.Remove(filepath.Join(dir, name))
		}
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, mode := range map[string]os.FileMode{path: 0o444, dir: 0o555} {
		if err := os.Chmod(name, mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(dir, 0o755) })
	p := looking(t, path)
	has(p)
	var refused error
	_ = p.Apply(ctx, []*providers.Operation{{Action: providers.Create, Type: typeTeam, Key: "south", Address: "b", After: providers.Values{"name": "south"}}}, func(x providers.Progress) error {
		refused = x.Err
		return nil
	})
	if !providers.IsKind(refused, providers.Permission) {
		t.Errorf("a write is refused with %v", refused)
	}
	after, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(before, after) {
		t.Error("the file is another one", err)
	}
	if list := names(); len(list) != 1 {
		t.Errorf("looking left %v", list)
	}
}
