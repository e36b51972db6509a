package lint

var measureRules = []*Rule{}
