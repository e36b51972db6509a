package lint

var scoringRules = []*Rule{}
