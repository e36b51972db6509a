// Package sandbox is a CRM in a single SQLite file, for demonstrations, tests
// and trying an architecture out. It has two halves over one file:
//
// Provider is the configuration: resource types derived from the blocks of
// package schema (kinds.go, columns.go), Compile (compile.go, encode.go), its inverse
// Decompile (decompile.go, decode.go), and Apply, one transaction for each operation
// (operate.go), which takes records along when what they hang on is renamed or removed (rewrite.go).
//
// CRM is the records: creating, changing, moving, routing and scoring them
// under the configuration in force, which CRM.Architecture gives as a model; with
// clocks, automations and an immutable history.
//
// The package contacts nothing outside its file.
package sandbox
