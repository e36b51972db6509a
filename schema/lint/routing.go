package lint

var routingRules = []*Rule{}
