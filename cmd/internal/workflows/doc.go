// Package workflows has no code. Its tests hold the workflows, actions and pipeline templates of the repository to their rules, and run
// the shell of those that others call, step by step, as a runner would.
package workflows
