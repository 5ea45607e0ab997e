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
	"secrets.token_hex":     random("secrets.token_hex", "str", true),
	"secrets.token_urlsafe": random("secrets.token_urlsafe", "str", true),
	"uuid.uuid1":            random("uuid.uuid1", "UUID", false),
	"uuid.uuid4":            random("uuid.uuid4", "UUID", true),
	"uuid.uuid7":            random("uuid.uuid7", "UUID", true),

	"django.utils.crypto.get_random_string":              random("get_random_string", "str", true),
	"django.core.management.utils.get_random_secret_key": random("get_random_secret_key", "str", true),
	"django.core.management.utils.get_random_string":     random("get_random_string", "str", true),
	"cryptography.fernet.Fernet.generate_key":            random("Fernet.generate_key", "bytes", true),
	"django.contrib.auth.hashers.get_random_string":      random("get_random_string", "str", true),
	"django.contrib.auth.base_user.get_random_string":    random("get_random_string", "str", true),
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
