package commits

import (
	"bytes"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/ProtonMail/go-crypto/openpgp"
	"github.com/ProtonMail/go-crypto/openpgp/armor"
	pgperrors "github.com/ProtonMail/go-crypto/openpgp/errors"
	"github.com/ProtonMail/go-crypto/openpgp/packet"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/hiddeco/sshsig"
	"golang.org/x/crypto/ssh"

	"github.com/stagecraft-dev/stagecraft/schema/signoff"
)

// namespace is what git signs under, so that a signature for something else is none for a commit.
const namespace = "git"

// clockError is by how much the clocks of the machines that signed and that committed may differ. A record
// dated later than that would count over all that its signer does until then.
const clockError = 24 * time.Hour

// Verify tells why it is not proven that the signer made the record; "" when it is.
func (l *Log) Verify(r *signoff.Record) string {
	if v, known := l.verdicts[r.File]; known {
		return v
	}
	v := l.verify(r)
	l.verdicts[r.File] = v
	return v
}

func (l *Log) verify(r *signoff.Record) string {
	o, c, reason := l.origin(r)
	if reason != "" {
		return reason
	}
	for _, who := range []object.Signature{c.Author, c.Committer} {
		if !signoff.SameEmail(who.Email, r.Signer.Email) {
			return fmt.Sprintf("commit %s is by %s; a squash or rebase by somebody else loses the proof", o.Short, who.Email)
		}
	}
	if r.Time.After(c.Committer.When.Add(clockError)) {
		return fmt.Sprintf("it is dated %s, later than commit %s that brought it", r.Time.UTC().Format(time.DateOnly), o.Short)
	}
	payload, err := signedBytes(c)
	if err != nil {
		return fmt.Sprintf("commit %s cannot be read", o.Short)
	}
	if why := l.keys.check(payload, c.PGPSignature, r.Signer.Email, c.Committer.When); why != "" {
		return fmt.Sprintf("commit %s %s", o.Short, why)
	}
	return ""
}

// signedBytes is the commit as its signature covers it.
func signedBytes(c *object.Commit) ([]byte, error) {
	o := &plumbing.MemoryObject{}
	if err := c.EncodeWithoutSignature(o); err != nil {
		return nil, err
	}
	in, err := o.Reader()
	if err != nil {
		return nil, err
	}
	return io.ReadAll(in)
}

// check tells what is wrong with the signature of a commit by somebody with an e-mail
// address at a time, as the rest of a sentence that begins with the commit; "" when it is good.
func (k *Keys) check(payload []byte, signature, email string, when time.Time) string {
	switch n := strings.Count(signature, "-----BEGIN "); {
	case strings.TrimSpace(signature) == "":
		return "is not signed"
	case n > 1:
		return "has several signatures"
	case strings.HasPrefix(signature, "-----BEGIN SSH SIGNATURE-----"):
		return k.checkSSH(payload, signature, email, when)
	case strings.HasPrefix(signature, "-----BEGIN PGP "):
		return k.checkPGP(payload, signature, email, when)
	}
	return "is signed in a way that is not supported; use SSH or OpenPGP"
}

func (k *Keys) checkSSH(payload []byte, signature, email string, when time.Time) string {
	block, rest := pem.Decode([]byte(signature))
	if block == nil || len(bytes.TrimSpace(rest)) > 0 {
		return "has a damaged signature"
	}
	sig, err := sshsig.ParseSignature(block.Bytes)
	if err != nil {
		return "has a damaged signature"
	}
	if sig.Signature.Format == ssh.KeyAlgoRSA {
		return "is signed with SHA-1, which is not safe"
	}
	if sig.Namespace != namespace {
		return fmt.Sprintf("has a signature for %q, not for git", sig.Namespace)
	}
	if err := sshsig.Verify(bytes.NewReader(payload), sig, sig.PublicKey, sig.HashAlgorithm, namespace); err != nil {
		return "has a signature that does not fit it"
	}
	why := fmt.Sprintf("is signed with the key %s, which nobody vouches for", ssh.FingerprintSHA256(sig.PublicKey))
	for _, a := range k.ssh {
		switch {
		case !a.hasKey(sig.PublicKey):
		case !matchList(a.principals, email):
			why = fmt.Sprintf("is signed with the key of %s", a.principals)
		case a.namespaces != "" && !matchList(a.namespaces, namespace):
			why = "is signed with a key that is not for signing commits"
		case !a.after.IsZero() && when.Before(a.after), !a.before.IsZero() && when.After(a.before):
			why = fmt.Sprintf("is signed with a key that was not valid on %s", when.UTC().Format(time.DateOnly))
		case a.ca && !certified(sig.PublicKey, email, when):
			why = "is signed with a certificate that was not valid for the signer then"
		default:
			return ""
		}
	}
	return why
}

// hasKey tells whether the line is about a key: the key itself, or the authority that certified it.
func (a allowed) hasKey(k ssh.PublicKey) bool {
	if a.ca {
		c, ok := k.(*ssh.Certificate)
		return ok && bytes.Equal(c.SignatureKey.Marshal(), a.key.Marshal())
	}
	return bytes.Equal(k.Marshal(), a.key.Marshal())
}

// certified checks a user certificate at a time. That its authority is trusted is checked by the caller.
func certified(k ssh.PublicKey, email string, when time.Time) bool {
	c, ok := k.(*ssh.Certificate)
	checker := &ssh.CertChecker{Clock: func() time.Time { return when }}
	return ok && c.CertType == ssh.UserCert && len(c.ValidPrincipals) > 0 && checker.CheckCert(email, c) == nil
}

func (k *Keys) checkPGP(payload []byte, signature, email string, when time.Time) string {
	made, err := pgpTime(signature)
	if err != nil {
		return "has a damaged signature"
	}
	if made.After(when) { // the signature is made after the commit was dated
		when = made
	}
	config := &packet.Config{Time: func() time.Time { return when }}
	signer, err := openpgp.CheckArmoredDetachedSignature(k.pgp, bytes.NewReader(payload), strings.NewReader(signature), config)
	switch {
	case errors.Is(err, pgperrors.ErrUnknownIssuer):
		return "is signed with an OpenPGP key that nobody vouches for"
	case errors.Is(err, pgperrors.ErrKeyExpired), errors.Is(err, pgperrors.ErrKeyRevoked), errors.Is(err, pgperrors.ErrSignatureExpired):
		return fmt.Sprintf("is signed with a key that was not valid on %s", when.UTC().Format(time.DateOnly))
	case err != nil || signer == nil:
		return "has a signature that does not fit it"
	}
	var names []string
	for _, id := range signer.Identities {
		if id.UserId == nil || id.Revoked(when) {
			continue
		}
		if signoff.SameEmail(id.UserId.Email, email) {
			return ""
		}
		names = append(names, id.UserId.Email)
	}
	slices.Sort(names)
	return "is signed with the key of " + strings.Join(names, ", ")
}

// pgpTime is when an armored signature says that it was made.
func pgpTime(signature string) (time.Time, error) {
	block, err := armor.Decode(strings.NewReader(signature))
	if err != nil {
		return time.Time{}, err
	}
	p, err := packet.Read(block.Body)
	if err != nil {
		return time.Time{}, err
	}
	sig, ok := p.(*packet.Signature)
	if !ok {
		return time.Time{}, errors.New("not a signature")
	}
	return sig.CreationTime, nil
}
