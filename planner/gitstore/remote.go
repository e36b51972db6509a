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

// refs lists what refs name, as someone sees them who may write.
func (r *remote) refs(ctx context.Context) (map[string]plumbing.Hash, error) {
	s, adv, err := session(ctx, r, r.transport.NewReceivePackSession)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	return adv.References, nil
}

// session begins to read or to write, and tells what refs the server shows and what it can do.
func session[S transport.Session](ctx context.Context, r *remote, begin func(*transport.Endpoint, transport.AuthMethod) (S, error)) (S, *packp.AdvRefs, error) {
	var wait patience
	for {
		s, err := begin(r.endpoint, r.auth)
		if err != nil {
			return s, nil, err
		}
		adv, err := s.AdvertisedReferencesContext(ctx)
		if err == nil {
			return s, adv, nil
		}
		if errors.Is(err, transport.ErrEmptyRemoteRepository) {
			return s, packp.NewAdvRefs(), nil
		}
		_ = s.Close() // it failed already
		if !halfway(err) || !wait.again(ctx) {
			return s, nil, err
		}
	}
}

// halfway tells whether git listed a ref while another push was at it. It then says that the ref names nothing, with an id of zeros,
// which go-git does not understand in the first line.
func halfway(err error) bool {
	var odd *packp.ErrUnexpectedData
	return errors.As(err, &odd) && contains(odd.Msg, "malformed zero-id ref")
}

// fetch reads what a ref names and the commits before it, depth of them in all or, with 0, every one. It gives all refs, and
// where the objects are: nowhere when there is no such ref.
func (r *remote) fetch(ctx context.Context, ref plumbing.ReferenceName, depth int) (refs map[string]plumbing.Hash, objects *memory.Storage, err error) {
	objects = memory.NewStorage()
	s, adv, err := session(ctx, r, r.transport.NewUploadPackSession)
	if err != nil {
		return nil, nil, err
	}
	defer s.Close()
	refs, can := adv.References, adv.Capabilities
	at := refs[ref.String()]
	if at.IsZero() {
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

// attempt has the server carry out all commands or none. Several are not tried where the server cannot do that: errNotAtomic.
func (r *remote) attempt(ctx context.Context, objects *memory.Storage, send []plumbing.Hash, cmds []command) error {
	s, adv, err := session(ctx, r, r.transport.NewReceivePackSession)
	if err != nil {
		return err
	}
	defer s.Close()
	can := adv.Capabilities
	if len(cmds) > 1 && !can.Supports(capability.Atomic) {
		return errNotAtomic
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
	var no *refusal
	for _, c := range cmds {
		switch status, ok := said[c.ref]; {
		case !ok:
			return fmt.Errorf("%w: it says nothing about %s", errUnsure, c.ref)
		case status != "ok" && (no == nil || contains(no.why, "atomic")): // what failed with another command is no reason
			no = &refusal{c.ref, status}
		}
	}
	if no != nil {
		return no
	}
	return nil
}
