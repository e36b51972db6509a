// Command gen writes the files of the repository that are derived from its
// code: the language reference, the lint rules, the capabilities of the providers and the diagram of an
// example. Run it in the root of the repository with
//
//	go run ./cmd/internal/gen
//
// A test fails when a derived file is out of date.
package main

import (
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	root := "."
	if len(os.Args) > 1 {
		root = os.Args[1]
	}
	if err := run(root); err != nil {
		fmt.Fprintln(os.Stderr, "gen:", err)
		os.Exit(1)
	}
}

// run writes every derived file below root.
func run(root string) error {
	if err := os.RemoveAll(filepath.Join(root, rulePages)); err != nil { // pages of rules that are no more
		return err
	}
	if err := os.MkdirAll(filepath.Join(root, rulePages), 0o755); err != nil {
		return err
	}
	for name, generate := range outputs {
		data, err := generate(root)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(root, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
