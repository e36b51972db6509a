package emulator

// cursor is the rest of a query's result.
type cursor struct{}
