package rules

import (
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/value"
)

// SessionSerializerPickle catches sessions that are unpickled.
// https://docs.djangoproject.com/en/stable/topics/http/sessions/#session-serialization
var SessionSerializerPickle = &analyzer.Rule{
	ID:        "session-serializer-pickle",
	Title:     "Sessions are unpickled",
	Item:      "session-cookie",
	Severity:  analyzer.High,
	Precision: analyzer.VeryHigh,
	What:      "A `SESSION_SERIALIZER` that uses pickle.",
	Why:       "Whoever learns the key, or can write to the session store, makes the server run any code; Django 5.0 removed it.",
	Fix:       "Use the default, `SESSION_SERIALIZER = \"django.contrib.sessions.serializers.JSONSerializer\"`.",
	CWE:       502,
	ASVS:      "5.5.3",
	Refs:      []string{"https://docs.djangoproject.com/en/stable/topics/http/sessions/#session-serialization"},
	Check:     checkSessionSerializerPickle,
}

func checkSessionSerializerPickle(p *analyzer.Pass) {
	serializer := p.Setting("SESSION_SERIALIZER")
	j := p.Judge(serializer, p.Where(serializer, "does it use pickle", func(v value.Plain) value.Truth {
		s, ok := v.(value.Str)
		if !ok {
			return doubt(v)
		}
		return value.Is(strings.Contains(string(s), "Pickle") || strings.Contains(string(s), "pickle"))
	}))
	if j.Fails() {
		p.Report(j, "SESSION_SERIALIZER unpickles sessions%s, so a forged session runs any code on the server", j.When())
	}
}
