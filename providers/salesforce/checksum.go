package salesforce

import (
	"crypto/sha256"
	"encoding/hex"
)

// checksum is short and differs where texts do.
func checksum(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])[:4]
}
