package history

import (
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// defaultBranches are where the default branch of a repository is looked for, in this order: what the remote says, then the usual names.
var defaultBranches = []plumbing.ReferenceName{
	plumbing.NewRemoteHEADReferenceName("origin"),
	plumbing.NewRemoteReferenceName("origin", "main"), plumbing.NewRemoteReferenceName("origin", "master"),
	plumbing.NewBranchReferenceName("main"), plumbing.NewBranchReferenceName("master"),
}

// Fork is the commit at which HEAD left the default branch; HEAD itself when it is on it. The error says why there is none.
func (r *Repo) Fork() (Revision, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	head, err := r.resolve("HEAD")
	if err != nil {
		return Revision{}, err
	}
	for _, name := range defaultBranches {
		ref, err := r.git.Reference(name, true)
		if err != nil {
			continue
		}
		branch, err := r.git.CommitObject(ref.Hash())
		if err != nil {
			continue
		}
		return r.parting(head, branch, ref.Name().Short())
	}
	return Revision{}, problem("The repository has no default branch here", "A branch is the default branch when origin says so, or when it is called main or master. Fetch it, or name the revision.")
}

// parting is the newest commit that both have.
func (r *Repo) parting(head, branch *object.Commit, name string) (Revision, error) {
	bases, err := head.MergeBase(branch)
	if err != nil || len(bases) == 0 {
		if r.shallow() {
			return Revision{}, problem("The clone is shallow and does not reach back to where HEAD left "+name, "Fetch the whole history: git fetch --unshallow. In a CI system, check out with the full depth.")
		}
		return Revision{}, problem("HEAD and "+name+" have no commit in common", "Name the revision to compare with.")
	}
	return revisionOf(bases[0].Hash.String(), bases[0]), nil
}
