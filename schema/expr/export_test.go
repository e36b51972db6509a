package expr

// For tests in package expr_test, which may import packages above this one.
var GenCondition = genCondition

func ContactScope() Scope { return testScope{"contact"} }
