package lint

var platformRules = []*Rule{}
