package models

import "github.com/deploycheck/deploycheck/analyzer/value"

// random makes a model of a function that gives something else at each start
// of the program. Only strong randomness is good enough for a secret.
func random(name, typeName string, strong bool) Func {
	return func(c *Call) *value.Value {
		return value.Of(&value.Unknown{
			Reason: name + "() gives another value each time the program starts", Name: name + "()", TypeName: typeName, Random: strong,
		}, value.At(c.Span))
	}
}

// randomText is random for texts of a length that an argument tells. A text
// drawn from few different characters has no length that is worth telling.
func randomText(name, argument string, length func(n int, given bool) int) Func {
	return func(c *Call) *value.Value {
		n, given, known := c.count(argument)
		u := &value.Unknown{
			Reason: name + "() gives another value each time the program starts", Name: name + "()", TypeName: "str", Random: true,
		}
		if known && c.variedCharacters() {
			u.Length = length(n, given)
		}
		return value.Of(u, value.At(c.Span))
	}
}

// count is an argument that is a number; given is false where it is left out
// or None.
func (c *Call) count(name string) (n int, given, known bool) {
	v := c.arg(0, name)
	if isNone(v) {
		return 0, false, true
	}
	p, ok := v.Only()
	i, isInt := p.(value.Int)
	return int(i), true, ok && isInt && i >= 0 && i < 1<<20
}

// variedCharacters reports whether get_random_string draws from so many
// characters that hardly any are alike.
func (c *Call) variedCharacters() bool {
	v := c.arg(1, "allowed_chars")
	if v == nil {
		return true
	}
	p, _ := v.Only()
	s, ok := p.(value.Str)
	different := map[rune]bool{}
	for _, r := range s {
		different[r] = true
	}
	return ok && len(different) >= 16
}

// tokenBytes is how many bytes a token has that no argument asks for.
const tokenBytes = 32

func hexLength(n int, given bool) int {
	if !given {
		n = tokenBytes
	}
	return 2 * n
}

func base64Length(n int, given bool) int {
	if !given {
		n = tokenBytes
	}
	return (4*n + 2) / 3
}

// sameLength is of get_random_string, whose length must be given.
func sameLength(n int, given bool) int {
	if !given {
		return 0
	}
	return n
}

func secretKeyLength(int, bool) int { return 50 }

var chanceFunctions = map[string]Func{
	"random.seed":           (*Call).none,
	"random.random":         random("random.random", "float", false),
	"random.uniform":        random("random.uniform", "float", false),
	"random.randint":        random("random.randint", "int", false),
	"random.randrange":      random("random.randrange", "int", false),
	"random.getrandbits":    random("random.getrandbits", "int", false),
	"random.choice":         random("random.choice", "", false),
	"random.choices":        random("random.choices", "list", false),
	"random.sample":         random("random.sample", "list", false),
	"random.shuffle":        shuffle,
	"random.SystemRandom":   systemRandom,
	"secrets.SystemRandom":  systemRandom,
	"secrets.choice":        random("secrets.choice", "", true),
	"secrets.randbelow":     random("secrets.randbelow", "int", true),
	"secrets.randbits":      random("secrets.randbits", "int", true),
	"secrets.token_bytes":   random("secrets.token_bytes", "bytes", true),
	"secrets.token_hex":     randomText("secrets.token_hex", "nbytes", hexLength),
	"secrets.token_urlsafe": randomText("secrets.token_urlsafe", "nbytes", base64Length),
	"uuid.uuid1":            random("uuid.uuid1", "UUID", false),
	"uuid.uuid4":            random("uuid.uuid4", "UUID", true),
	"uuid.uuid7":            random("uuid.uuid7", "UUID", true),

	"django.utils.crypto.get_random_string":              randomText("get_random_string", "length", sameLength),
	"django.core.management.utils.get_random_secret_key": randomText("get_random_secret_key", "", secretKeyLength),
	"django.core.management.utils.get_random_string":     randomText("get_random_string", "length", sameLength),
	"cryptography.fernet.Fernet.generate_key":            random("Fernet.generate_key", "bytes", true),
	"django.contrib.auth.hashers.get_random_string":      randomText("get_random_string", "length", sameLength),
	"django.contrib.auth.base_user.get_random_string":    randomText("get_random_string", "length", sameLength),
	"django.utils.crypto.salted_hmac":                    varies("a digest", ""),
	"django.utils.crypto.constant_time_compare":          varies("whether two texts are equal", "bool"),
	"random.SystemRandom#choice":                         random("SystemRandom.choice", "", true),
	"random.SystemRandom#choices":                        random("SystemRandom.choices", "list", true),
	"random.SystemRandom#sample":                         random("SystemRandom.sample", "list", true),
	"random.SystemRandom#randint":                        random("SystemRandom.randint", "int", true),
	"random.SystemRandom#randrange":                      random("SystemRandom.randrange", "int", true),
	"random.SystemRandom#getrandbits":                    random("SystemRandom.getrandbits", "int", true),
	"random.SystemRandom#random":                         random("SystemRandom.random", "float", true),
}

func systemRandom(c *Call) *value.Value { return c.of(&Object{Class: "random.SystemRandom"}) }

// shuffle changes the order of a list, which is not known after it.
func shuffle(c *Call) *value.Value {
	if v := c.arg(0, "x"); v != nil {
		for _, a := range v.Alts() {
			if q, ok := a.Plain.(*value.Seq); ok {
				q.Elems, q.More = nil, &value.Unknown{Reason: "the list is shuffled at " + c.Span.String()}
			}
		}
	}
	return c.none()
}
