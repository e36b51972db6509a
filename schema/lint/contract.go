package lint

var contractRules = []*Rule{}
