package commits

// Check and MatchList are tested by themselves.
var (
	Check     = (*Keys).check
	MatchList = matchList
)
