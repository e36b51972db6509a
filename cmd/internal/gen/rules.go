package main

import (
	"bytes"

	"github.com/stagecraft-dev/stagecraft/cmd/internal/view"
)

// rules writes the page of the lint rules.
func rules(string) ([]byte, error) {
	var b bytes.Buffer
	view.RuleBook(&b)
	return b.Bytes(), nil
}
