package lint

var workRules = []*Rule{}
