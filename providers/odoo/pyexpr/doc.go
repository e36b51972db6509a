// Package pyexpr says criteria in Python, as server actions of Odoo run it.
//
// What comes out is an expression over record, with the helper functions that it calls; Prelude writes those. It follows
// package expr, with None for a missing value. Odoo itself has no missing number and no missing truth value, and 0 where nobody
// has written a number:
//
//	text, option, date, user      missing when Odoo has nothing, or an empty text
//	number                        missing when it is 0, so that criteria to which 0 matters say coalesce(…, 0); a score is there
//	yes or no                     false when nobody has ticked it; never missing
//	several options               the ticked ones of a yes-or-no field each, in the order of the options
//	stage                         its place in the flow; missing for a stage of another one
//	date                          midnight in UTC, in which Odoo keeps times
//
// No text of an architecture becomes code: texts pass through Quote, names through a check, and all else is made of
// what is in this package. What Python cannot say exactly is an error.
//
// Server actions know no modules, so that regular expressions are compiled here, and run there by a helper.
package pyexpr
