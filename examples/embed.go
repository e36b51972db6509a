// Package examples holds complete architectures, each tested from validation
// to a second, empty plan. They are embedded so that `stagecraft demo` works anywhere.
package examples

import "embed"

// FS holds the examples, one directory each.
//
//go:embed b2b-saas data-contract revops-starter simple-pipeline
var FS embed.FS
