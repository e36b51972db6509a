package lint

var namingRules = []*Rule{}
