// Package gitstore keeps the states of environments in a git repository, where everybody who may push to it finds them.
//
// The state of environment ENV is the branch-like ref refs/stagecraft/state/ENV. Each of its commits is one commit of the state: the tree
// holds state.json, record.json (who did what when) and, below sources, the files of the architecture; its parent is the commit
// before. Whoever applies holds refs/stagecraft/lock/ENV, which names a commit with lock.json. Both refs change only by pushes that
// name what they replace, so that the server itself decides who comes first, and a state is only taken while the lock is
// still that of the run that wrote it.
//
// Nothing of the repository that an architecture is checked out from is read but its configuration, and nothing of it is changed: objects are
// made in memory and pushed. Until its push, what a run did is in a journal beside the architecture.
package gitstore
