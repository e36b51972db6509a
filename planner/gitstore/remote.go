package gitstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/sideband"
	"github.com/go-git/go-git/v5/plumbing/transport"
	"github.com/go-git/go-git/v5/plumbing/transport/file"
	githttp "github.com/go-git/go-git/v5/plumbing/transport/http"
	gitssh "github.com/go-git/go-git/v5/plumbing/transport/ssh"
	"github.com/go-git/go-git/v5/storage/memory"
)

// remote is a repository on a server, as far as a store needs one.
type remote struct {
	endpoint  *transport.Endpoint // without user and password where these are sent another way
	transport transport.Transport
	auth      transport.AuthMethod // nil for a remote that asks for none
	secrets   []string             // that no message may hold
	name      string               // for messages
}

// transportOf is how a repository is reached. Redirects are followed as git does: at the first request only, and without
// credentials once they lead elsewhere.
func transportOf(protocol string) (transport.Transport, error) {
	switch protocol {
	case "file":
		return file.DefaultClient, nil
	case "http", "https":
		return githttp.NewClient(&http.Client{Transport: http.DefaultTransport}), nil
	case "ssh":
		return gitssh.DefaultClient, nil
	}
	return nil, fmt.Errorf("%q is no protocol that is supported", protocol)
}

// command replaces what a ref names: old must be what it names now, zero for a ref that is not there. A zero new deletes it.
type command struct {
	ref      plumbing.ReferenceName
	old, new plumbing.Hash
}

// refusal is a push that the server did not take: the first command that failed, and why.
type refusal struct {
	ref plumbing.ReferenceName
	why string
}

func (r *refusal) Error() string { return fmt.Sprintf("%s: %s", r.ref, r.why) }

// errUnsure is wrapped by the error of a push of which it is not known whether the server carried it out.
var errUnsure = errors.New("the answer of the server is missing")

// refs lists what refs name, as someone sees them who may read; with push, as someone who may write.
func (r *remote) refs(ctx context.Context, push bool) (map[string]plumbing.Hash, error) {
	var s transport.Session
	var err error
	if push {
		s, err = r.transport.NewReceivePackSession(r.endpoint, r.auth)
	} else {
		s, err = r.transport.NewUploadPackSession(r.endpoint, r.auth)
	}
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return advertised(ctx, s, nil)
}

func advertised(ctx context.Context, s transport.Session, capabilities **capability.List) (map[string]plumbing.Hash, error) {
	adv, err := s.AdvertisedReferencesContext(ctx)
	if errors.Is(err, transport.ErrEmptyRemoteRepository) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if capabilities != nil {
		*capabilities = adv.Capabilities
	}
	return adv.References, nil
}

// fetch reads what a ref names and the commits before it, depth of them in all or, with 0, every one. It gives all refs, and
// where the objects are: nowhere when there is no such ref.
func (r *remote) fetch(ctx context.Context, ref plumbing.ReferenceName, depth int) (refs map[string]plumbing.Hash, objects *memory.Storage, err error) {
	objects = memory.NewStorage()
	s, err := r.transport.NewUploadPackSession(r.endpoint, r.auth)
	if err != nil {
		return nil, nil, err
	}
	defer s.Close()
	var can *capability.List
	refs, err = advertised(ctx, s, &can)
	if err != nil {
		return nil, nil, err
	}
	at, ok := refs[ref.String()]
	if !ok {
		return refs, objects, nil
	}
	req := packp.NewUploadPackRequestFromCapabilities(can)
	req.Wants = []plumbing.Hash{at}
	if depth > 0 && can.Supports(capability.Shallow) {
		req.Depth = packp.DepthCommits(depth)
		_ = req.Capabilities.Set(capability.Shallow) // a capability without a value always can be
	}
	if can.Supports(capability.NoProgress) {
		_ = req.Capabilities.Set(capability.NoProgress)
	}
	answer, err := s.UploadPack(ctx, req)
	if err != nil {
		return nil, nil, err
	}
	defer answer.Close()
	return refs, objects, packfile.UpdateObjectStorage(objects, packOf(req.Capabilities, answer))
}

// packOf is the pack in the answer of a server, which sends messages between its parts where it was asked to.
func packOf(c *capability.List, in io.Reader) io.Reader {
	switch {
	case c.Supports(capability.Sideband64k):
		return sideband.NewDemuxer(sideband.Sideband64k, in)
	case c.Supports(capability.Sideband):
		return sideband.NewDemuxer(sideband.Sideband, in)
	}
	return in
}

// push has the server carry out all commands or none; one that cannot do that carries them out one after the other up to the first that fails.
// The error is a *refusal when the server said no, and wraps errUnsure when it may have carried them out.
func (r *remote) push(ctx context.Context, objects *memory.Storage, send []plumbing.Hash, cmds ...command) error {
	s, err := r.transport.NewReceivePackSession(r.endpoint, r.auth)
	if err != nil {
		return err
	}
	defer s.Close()
	can := capability.NewList()
	if _, err := advertised(ctx, s, &can); err != nil {
		return err
	}
	if len(cmds) > 1 && !can.Supports(capability.Atomic) {
		for _, c := range cmds {
			if err := r.push(ctx, objects, send, c); err != nil {
				return err
			}
		}
		return nil
	}
	req := packp.NewReferenceUpdateRequestFromCapabilities(can)
	if len(cmds) > 1 {
		_ = req.Capabilities.Set(capability.Atomic)
	}
	deletes := true
	for _, c := range cmds {
		req.Commands = append(req.Commands, &packp.Command{Name: c.ref, Old: c.old, New: c.new})
		deletes = deletes && c.new.IsZero()
	}
	if deletes {
		if !can.Supports(capability.DeleteRefs) {
			return &refusal{cmds[0].ref, "the server deletes no refs"}
		}
		_ = req.Capabilities.Set(capability.DeleteRefs)
	} else {
		var pack bytes.Buffer
		if _, err := packfile.NewEncoder(&pack, objects, false).Encode(send, 10); err != nil {
			return err
		}
		req.Packfile = io.NopCloser(&pack)
	}
	report, err := s.ReceivePack(ctx, req)
	if report == nil {
		if err == nil {
			err = errors.New("it was empty")
		}
		return fmt.Errorf("%w: %w", errUnsure, err)
	}
	if report.UnpackStatus != "ok" {
		return &refusal{cmds[0].ref, report.UnpackStatus}
	}
	said := map[plumbing.ReferenceName]string{}
	for _, c := range report.CommandStatuses {
		said[c.ReferenceName] = c.Status
	}
	for _, c := range cmds {
		switch status, ok := said[c.ref]; {
		case !ok:
			return fmt.Errorf("%w: it says nothing about %s", errUnsure, c.ref)
		case status != "ok":
			return &refusal{c.ref, status}
		}
	}
	return nil
}
