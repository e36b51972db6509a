package storetest

import (
	"testing"

	"github.com/stagecraft-dev/stagecraft/planner"
)

func TestLocalStore(t *testing.T) {
	Run(t, func(t *testing.T) Place {
		dir := t.TempDir()
		return Place{Open: func(env string) planner.Ledger { return planner.NewLocalStore(planner.LocalPath(dir, env), env) }}
	})
}
