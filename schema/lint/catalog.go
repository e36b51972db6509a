package lint

var catalogRules = []*Rule{}
