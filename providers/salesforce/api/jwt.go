package api

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"strings"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// signer reads an RSA key in PEM. It gives a function, so that nothing that is printed holds the key.
func signer(key web.Secret) (func(string) ([]byte, error), error) {
	block, _ := pem.Decode([]byte(key.Reveal()))
	switch {
	case block == nil:
		return nil, errors.New("the key for Salesforce is not in PEM form (-----BEGIN PRIVATE KEY-----)")
	case block.Type == "ENCRYPTED PRIVATE KEY" || strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED"):
		return nil, errors.New("the key for Salesforce is encrypted with a passphrase; give it decrypted, from a store of secrets")
	case strings.Contains(block.Type, "CERTIFICATE") || strings.Contains(block.Type, "PUBLIC"):
		return nil, errors.New("the key for Salesforce is a certificate or public key; the private key is needed")
	}
	// The errors of the parsers are left out, since they may tell of the key.
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		parsed, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	}
	private, ok := parsed.(*rsa.PrivateKey)
	switch {
	case err != nil:
		return nil, errors.New("the key for Salesforce cannot be read; it must be RSA in PKCS#8 or PKCS#1")
	case !ok:
		return nil, errors.New("the key for Salesforce is not RSA, which its RS256 signatures need")
	case private.N.BitLen() < 2048:
		return nil, errors.New("the key for Salesforce is too short; it must have 2,048 bits or more")
	}
	return func(text string) ([]byte, error) {
		sum := sha256.Sum256([]byte(text))
		return rsa.SignPKCS1v15(rand.Reader, private, crypto.SHA256, sum[:])
	}, nil
}

// assertion makes a signed JWT (RFC 7519) with the claims that Salesforce asks for.
func assertion(sign func(string) ([]byte, error), issuer, subject, audience string, expires time.Time) (string, error) {
	claims, err := json.Marshal(struct {
		Issuer   string `json:"iss"`
		Subject  string `json:"sub"`
		Audience string `json:"aud"`
		Expires  int64  `json:"exp"` // seconds
	}{issuer, subject, audience, expires.Unix()})
	if err != nil {
		return "", err
	}
	encode := base64.RawURLEncoding.EncodeToString
	text := encode([]byte(`{"alg":"RS256","typ":"JWT"}`)) + "." + encode(claims)
	signature, err := sign(text)
	if err != nil {
		return "", errors.New("the JWT cannot be signed")
	}
	return text + "." + encode(signature), nil
}
