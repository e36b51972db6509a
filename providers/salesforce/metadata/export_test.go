package metadata

// Sample is a package with every type that we model, for tests with tools that import this package.
var Sample = sample
