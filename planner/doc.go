// Package planner compares what an architecture wants with what is live in a
// CRM and with what was applied last, and carries the difference out.
//
// Build makes a Plan: data that can be shown, saved (WritePlan), read back
// (ReadPlan) and approved. Apply builds the plan once more from the same
// inputs, refuses when the result is not the one that was approved, and then
// lets the providers carry the changes out, in order, with an entry in the
// journal of the Store before and after each. A run that dies at any
// instant leaves a journal from which the next one finds out, by looking at the
// CRM, what was carried out.
//
// A plan depends on the architecture, the live objects and the state only: no
// clock, no cache, no order of maps or files.
//
// The package knows the provider contract and no particular CRM.
package planner
