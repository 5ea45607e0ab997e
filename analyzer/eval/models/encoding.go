package models

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"hash"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

var encodingFunctions = map[string]Func{
	"base64.b64encode":          encode("base64", base64.StdEncoding),
	"base64.standard_b64encode": encode("base64", base64.StdEncoding),
	"base64.urlsafe_b64encode":  encode("base64", base64.URLEncoding),
	"base64.b64decode":          decode("base64 decoding", base64.StdEncoding),
	"base64.standard_b64decode": decode("base64 decoding", base64.StdEncoding),
	"base64.urlsafe_b64decode":  decode("base64 decoding", base64.URLEncoding),
	"base64.b32encode":          varies("base32 text", "bytes"),
	"base64.b32decode":          varies("base32 text", "bytes"),
	"hashlib.md5":               digest("md5", md5.New),
	"hashlib.sha1":              digest("sha1", sha1.New),
	"hashlib.sha224":            digest("sha224", sha256.New224),
	"hashlib.sha256":            digest("sha256", sha256.New),
	"hashlib.sha384":            digest("sha384", sha512.New384),
	"hashlib.sha512":            digest("sha512", sha512.New),
	"hashlib.new":               varies("a digest", "hash"),
	"hashlib.Hash#hexdigest":    hashText(func(b []byte) value.Plain { return value.Str(hex.EncodeToString(b)) }),
	"hashlib.Hash#digest":       hashText(func(b []byte) value.Plain { return value.Bytes(b) }),
	"hashlib.Hash#update":       hashUpdate,
	"binascii.hexlify":          varies("a hexadecimal text", "bytes"),
}

// onBytes applies f to the bytes that the first argument may be. Text is
// taken too if allowed, as base64's decoders do.
func onBytes(op, typeName string, text bool, f func(c *Call, b string, from *value.Value) *value.Value) Func {
	return func(c *Call) *value.Value {
		if len(c.Args) != 1 || len(c.Keywords) > 0 {
			return c.unknown(op+" with options is not computed", typeName, c.Args...)
		}
		return c.eachAlt(c.Args[0], func(a value.Alt) *value.Value {
			switch p := a.Plain.(type) {
			case value.Bytes:
				return f(c, string(p), alone(a))
			case value.Str:
				if text {
					return f(c, string(p), alone(a))
				}
				c.Raise("TypeError", "a bytes-like object is required, not 'str'")
				return nil
			case value.None, value.Bool, value.Int, value.Float:
				c.Raise("TypeError", "a bytes-like object is required, not '"+p.Type()+"'")
				return nil
			case *value.Unknown:
				return c.of(derived(op, typeName, p), alone(a))
			}
			return c.unknown(op+" is not known", typeName, alone(a))
		})
	}
}

func encode(op string, e *base64.Encoding) Func {
	return onBytes(op, "bytes", false, func(c *Call, b string, from *value.Value) *value.Value {
		return c.of(value.Bytes(e.EncodeToString([]byte(b))), from)
	})
}

// decode reads base64. Python skips what is not of the alphabet; such text is
// not computed. Wrong padding is an error in both.
func decode(op string, e *base64.Encoding) Func {
	return onBytes(op, "bytes", true, func(c *Call, b string, from *value.Value) *value.Value {
		out, err := e.DecodeString(b)
		if err == nil && !strings.ContainsAny(b, "\r\n") {
			return c.of(value.Bytes(out), from)
		}
		return c.unknown("text that is not plain base64 is not decoded", "bytes", from)
	})
}

// A hashing is the state of a hash object: what was fed to it.
type hashing struct {
	make func() hash.Hash
	fed  string
	lost *value.Value // set if some of it is not known
}

func digest(name string, newHash func() hash.Hash) Func {
	return func(c *Call) *value.Value {
		h := &hashing{make: newHash}
		if len(c.Args) > 0 {
			h.feed(c, c.Args[0])
		}
		return c.of(&Object{Class: "hashlib.Hash", State: h}, c.Args...)
	}
}

func (h *hashing) feed(c *Call, v *value.Value) {
	p, ok := v.Only()
	b, isBytes := p.(value.Bytes)
	if !ok || !isBytes || c.Here() != value.True && h.fed != "" {
		h.lost = v
		return
	}
	h.fed += string(b)
}

func hashUpdate(c *Call) *value.Value {
	if len(c.Args) > 0 {
		h := c.Self.(*Object).State.(*hashing)
		if c.Here() != value.True {
			h.lost = c.Args[0]
		}
		h.feed(c, c.Args[0])
	}
	return c.none()
}

func hashText(f func([]byte) value.Plain) Func {
	return func(c *Call) *value.Value {
		h := c.Self.(*Object).State.(*hashing)
		typeName := f(nil).Type()
		if h.lost != nil {
			return c.unknown("a digest of something that is not known", typeName, h.lost)
		}
		sum := h.make()
		sum.Write([]byte(h.fed))
		return c.of(f(sum.Sum(nil)))
	}
}
