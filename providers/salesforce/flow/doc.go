// Package flow builds flows that records start: what an automation, an SLA or a roll-up becomes in Salesforce.
//
// A Flow says what starts it and what is done; Build makes metadata of it. Names, formulas, fault paths and places on the canvas
// follow from it, so that the same Flow gives the same file. What is built holds no record's id: owners are found by the names of
// their queue or user. Every element that can fail has a fault path of its own: in the save it refuses the save with a message, on a
// path that runs later it leaves a task at the record.
package flow
