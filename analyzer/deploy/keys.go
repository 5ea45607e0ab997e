package deploy

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"regexp"
	"strings"
	"time"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Certificate is one that lies in the repository.
type Certificate struct {
	Where
	Span       source.Span
	Name       string // whom it is for
	Names      []string
	Until      time.Time
	SelfSigned bool
	Weak       string // what is weak about it: "an RSA key of 1024 bits"; empty: nothing
	// Bundle tells that it is one of an authority, or of several in one file
	// that are: such a file says whom to trust.
	Bundle bool
}

// A PrivateKey is one that lies in the repository.
type PrivateKey struct {
	Where
	Span      source.Span
	Kind      string // "RSA", "EC", "OpenSSH"; may be empty
	Encrypted bool
}

// pemBlock matches the beginning of what PEM holds.
var pemBlock = regexp.MustCompile(`-----BEGIN ([A-Z0-9 ]+)-----`)

// maxBlocks bounds the blocks of one file.
const maxBlocks = 500

// readPEM reads the certificates and private keys of a file.
func readPEM(f *Facts, file *source.File) {
	rest := []byte(file.Text)
	places := pemBlock.FindAllStringIndex(file.Text, maxBlocks)
	for _, at := range places {
		block, _ := pem.Decode(rest[at[0]:])
		if block == nil {
			continue
		}
		line, _ := file.Position(at[0])
		span := lineSpan(file, line)
		switch {
		case block.Type == "CERTIFICATE":
			if c, err := x509.ParseCertificate(block.Bytes); err == nil {
				f.Certificates = append(f.Certificates, certificateOf(file, span, c, len(places) > 3))
			}
		case strings.HasSuffix(block.Type, "PRIVATE KEY"):
			f.Keys = append(f.Keys, &PrivateKey{
				Where: where(file), Span: span,
				Kind:      strings.TrimSpace(strings.TrimPrefix(strings.TrimSuffix(block.Type, "PRIVATE KEY"), "ENCRYPTED")),
				Encrypted: strings.HasPrefix(block.Type, "ENCRYPTED") || strings.Contains(block.Headers["Proc-Type"], "ENCRYPTED"),
			})
		}
	}
}

func certificateOf(file *source.File, span source.Span, c *x509.Certificate, many bool) *Certificate {
	own := c.CheckSignatureFrom(c) == nil || c.Issuer.String() == c.Subject.String()
	return &Certificate{
		Where: where(file), Span: span, Name: c.Subject.CommonName, Names: c.DNSNames, Until: c.NotAfter,
		SelfSigned: own, Weak: weakness(c), Bundle: many || c.IsCA && len(c.DNSNames) == 0,
	}
}

// weakness says what is weak about a certificate.
func weakness(c *x509.Certificate) string {
	switch key := c.PublicKey.(type) {
	case *rsa.PublicKey:
		if n := key.N.BitLen(); n < 2048 {
			return "an RSA key of less than 2048 bits"
		}
	case *ecdsa.PublicKey:
		if key.Curve.Params().BitSize < 256 {
			return "an elliptic curve of less than 256 bits"
		}
	case ed25519.PublicKey:
	default:
		return ""
	}
	switch c.SignatureAlgorithm {
	case x509.MD5WithRSA, x509.MD2WithRSA:
		return "a signature over MD5"
	case x509.SHA1WithRSA, x509.ECDSAWithSHA1, x509.DSAWithSHA1:
		return "a signature over SHA-1"
	}
	return ""
}
