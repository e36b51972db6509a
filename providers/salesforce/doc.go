// Package salesforce is the provider of Salesforce orgs.
//
// What stands where:
//
//   - types.go: the resource types; kinds.go and kind_*.go: how each is read out of metadata components and written into them;
//     document.go and derive.go: flows and reports as values, and what follows from them
//   - org.go, snapshot.go: an org as components; change.go, apply.go: one deploy; moves.go, count.go: records
//   - compile*.go: an architecture as resources; names.go, fieldnames.go, homes.go: what things are called; resolver.go: names
//     for formulas
//   - decompile*.go, review.go: from an org back to an architecture, and findings
//   - api, metadata, formula, flow, emulator: packages of their own, each usable alone
package salesforce
