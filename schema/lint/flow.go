package lint

var flowRules = []*Rule{}
