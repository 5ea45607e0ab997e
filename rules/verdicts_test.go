package rules_test

import (
	"strings"
	"testing"

	"github.com/deploycheck/deploycheck/analyzer"
)

// TestVerdicts holds what an item's verdict is where no rule reports: a pass
// needs something that is known.
func TestVerdicts(t *testing.T) {
	const (
		cors    = "INSTALLED_APPS = [\"corsheaders\"]\nMIDDLEWARE = [\"corsheaders.middleware.CorsMiddleware\", \"django.middleware.common.CommonMiddleware\"]\n"
		csrf    = "MIDDLEWARE = [\"django.middleware.csrf.CsrfViewMiddleware\"]\nCSRF_COOKIE_SECURE = True\n"
		library = "import os\nfrom library import host\nDEBUG = False\n"
	)
	for name, c := range map[string]struct {
		item     string
		settings string
		want     analyzer.Verdict
		says     string
	}{
		"hosts":                     {"allowed-hosts", "ALLOWED_HOSTS = [\"www.example.org\"]\n", analyzer.Passes, "ALLOWED_HOSTS is right"},
		"hosts of a library":        {"allowed-hosts", "ALLOWED_HOSTS = [host()]\n", analyzer.Depends, "library.host() is outside the repository"},
		"hosts of a variable":       {"allowed-hosts", "ALLOWED_HOSTS = [os.environ[\"HOST\"]]\n", analyzer.Depends, "HOST"},
		"hosts with a default":      {"allowed-hosts", "ALLOWED_HOSTS = [os.environ.get(\"HOST\", \"www.example.org\")]\n", analyzer.Passes, "unless the environment says otherwise: HOST"},
		"any host by a variable":    {"allowed-hosts", "ALLOWED_HOSTS = [\"*\"] if os.environ.get(\"ALL\") else [\"www.example.org\"]\n", analyzer.Passes, "unless the environment says otherwise: ALL"},
		"hosts and a local file":    {"allowed-hosts", "ALLOWED_HOSTS = [\"www.example.org\"]\ntry:\n    from shop.local import *\nexcept ImportError:\n    pass\n", analyzer.Passes, "unless a file that is not in the repository says otherwise: shop.local"},
		"load":                      {"settings-load", "", analyzer.Passes, "nothing in them raises"},
		"load with a variable":      {"settings-load", "SECRET_KEY = os.environ[\"SECRET_KEY\"]\n", analyzer.Passes, "they load where SECRET_KEY is set"},
		"load with a guard":         {"settings-load", "if os.environ.get(\"MODE\") == \"x\":\n    raise ValueError(\"x\")\n", analyzer.Passes, "they load, unless what these variables hold makes them raise: MODE"},
		"origins":                   {"csrf", csrf + "CSRF_TRUSTED_ORIGINS = [\"https://www.example.org\"]\n", analyzer.Passes, "is right"},
		"origins of a library":      {"csrf", csrf + "CSRF_TRUSTED_ORIGINS = [host()]\n", analyzer.Depends, "library.host() is outside the repository"},
		"CORS origins":              {"cors", cors + "CORS_ALLOWED_ORIGINS = [\"https://www.example.org\"]\n", analyzer.Passes, "only the origins"},
		"CORS origins of a library": {"cors", cors + "CORS_ALLOWED_ORIGINS = [host()]\n", analyzer.Depends, "library.host() is outside the repository"},
	} {
		t.Run(name, func(t *testing.T) {
			a := answerFor(t, map[string]string{"shop/settings.py": library + c.settings}, c.item)
			if a.Verdict != c.want || !strings.Contains(a.Message, c.says) {
				t.Errorf("%s is %s: %s; want %s: %s", c.item, a.Verdict, a.Message, c.want, c.says)
			}
		})
	}
}
