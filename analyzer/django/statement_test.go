package django

import "testing"

func TestAnswers(t *testing.T) {
	for _, c := range []struct{ question, yes, no string }{
		{"is SECRET_KEY weak", "SECRET_KEY is weak", "SECRET_KEY is not weak"},
		{`DATABASES["default"]["USER"]: is it a superuser`, `DATABASES["default"]["USER"] is a superuser`, `DATABASES["default"]["USER"] is not a superuser`},
		{"MEDIA_URL does it end without a slash", "MEDIA_URL ends without a slash", "MEDIA_URL does not end without a slash"},
		{"ENGINE: does it have a server", "ENGINE has a server", "ENGINE does not have a server"},
		{"LOCALE_PATHS is it neither a list nor a tuple", "LOCALE_PATHS is neither a list nor a tuple", "LOCALE_PATHS is a list or a tuple"},
		{"CACHES is it no dict", "CACHES is no dict", "CACHES is a dict"},
		{"LANGUAGE_CODE is it none of Django's languages", "LANGUAGE_CODE is none of Django's languages", "LANGUAGE_CODE is one of Django's languages"},
		{"does it hold *", "HOSTS holds *", "HOSTS does not hold *"},
		{"OPTIONS: do browsers know it", `the answer to "OPTIONS: do browsers know it?" is yes`, `the answer to "OPTIONS: do browsers know it?" is no`},
	} {
		if yes, no := answers(c.question, "HOSTS"); yes != c.yes || no != c.no {
			t.Errorf("%s: %q and %q, want %q and %q", c.question, yes, no, c.yes, c.no)
		}
	}
}
