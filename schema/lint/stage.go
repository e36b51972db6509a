package lint

var stageRules = []*Rule{}
