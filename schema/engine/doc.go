// Package engine evaluates an architecture in the library, with no CRM: business
// clocks, scores, routing, the contract of a move between stages, deal-desk
// approvals, and scenarios, which run all of them together.
//
// Every function takes an indexed schema.Architecture, plain Records and the
// time at which it looks; nothing here reads the wall clock, a file or a
// network, and nothing changes a Record but World, which plays events on
// records of its own. Same input, same output.
//
// Addresses that name nothing, values of a wrong type and missing values never
// panic: a missing value is null, and null meets no criterion.
package engine
