package provider

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"maps"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// seal gives the salted sum of a secret, "SALT:SHA256" in hex.
func seal(secret any) string {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	return sealWith(hex.EncodeToString(salt), secret)
}

func sealWith(salt string, secret any) string {
	b, _ := json.Marshal([]any{salt, secret}) // values of a configuration always have a form
	sum := sha256.Sum256(b)
	return salt + ":" + hex.EncodeToString(sum[:])
}

// sealed tells whether a sum is that of a secret.
func sealed(sum string, secret any) bool {
	salt, _, ok := strings.Cut(sum, ":")
	return ok && subtle.ConstantTimeCompare([]byte(sum), []byte(sealWith(salt, secret))) == 1
}

// planDigest gives the sums of the write-only values after an apply: that of one that is as it was stays, that of another is
// not known yet. replaces tells whether an immutable one changes.
func (r *object) planDigest(config, state map[string]tftypes.Value, t tftypes.Type) (sums tftypes.Value, replaces []string) {
	was, _ := plain(state[attrDigest])
	before, _ := was.(map[string]any)
	next := map[string]tftypes.Value{}
	for i := range r.typ.Attributes {
		a := &r.typ.Attributes[i]
		name := nameOf(r.typ, a.Name)
		if !a.WriteOnly {
			continue
		}
		secret, known := plain(config[name])
		sum, _ := before[name].(string)
		switch {
		case known && secret == nil && sum == "":
		case known && secret != nil && sealed(sum, secret):
			next[name] = tftypes.NewValue(tftypes.String, sum)
		default:
			if secret != nil || !known {
				next[name] = tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
			}
			if a.Immutable && state != nil {
				replaces = []string{attrDigest}
			}
		}
	}
	if len(next) == 0 {
		return tftypes.NewValue(t, nil), replaces
	}
	return tftypes.NewValue(t, next), replaces
}

// digest fills in the sums that the plan did not know. changed tells whether they are others than in the state.
func (r *object) digest(config, plan, state map[string]tftypes.Value) (sums tftypes.Value, changed bool) {
	planned := plan[attrDigest]
	if planned.IsNull() {
		return planned, state != nil && !state[attrDigest].IsNull()
	}
	var next map[string]tftypes.Value
	must(planned.As(&next))
	next = maps.Clone(next)
	for name, v := range next {
		if !v.IsKnown() {
			secret, _ := plain(config[name])
			next[name] = tftypes.NewValue(tftypes.String, seal(secret))
		}
	}
	sums = tftypes.NewValue(planned.Type(), next)
	return sums, state == nil || !sums.Equal(state[attrDigest])
}
