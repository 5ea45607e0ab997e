package models_test

import (
	"fmt"
	"strings"
	"testing"
)

// inClass is a trial whose R is an attribute of a settings class.
func inClass(body string, env map[string]string) trial {
	body = "    " + strings.ReplaceAll(strings.TrimSpace(body), "\n", "\n    ")
	return trial{
		Code:          "import os\nfrom configurations import Configuration, values, pristinemethod\nclass Live(Configuration):\n    SECRET_KEY = 'x'\n" + body + "\n",
		Env:           env,
		Configuration: "Live",
	}
}

func TestConfiguredValues(t *testing.T) {
	calls := []string{
		"values.Value()", "values.Value('d')", "values.Value('d', environ=False)", "values.Value('d', environ_prefix='APP')", "values.Value('d', environ_prefix='APP_')",
		"values.Value('d', environ_prefix=None)", "values.Value('d', environ_prefix='')", "values.Value('d', environ_name='OWN')", "values.Value(environ_name='OWN', environ_prefix=None)",
		"values.Value(environ_required=True)", "values.Value(environ_name='NONE', environ_required=True)", "values.Value('d', late_binding=True, environ_name='OWN')",
		"values.BooleanValue(True)", "values.BooleanValue(False)", "values.BooleanValue()", "values.BooleanValue(None)", "values.BooleanValue(1)", "values.BooleanValue('yes')",
		"values.IntegerValue(5)", "values.IntegerValue()", "values.PositiveIntegerValue(1)", "values.FloatValue(0.5)", "values.ListValue()", "values.ListValue(['a'])",
		"values.ListValue([1], converter=int)", "values.ListValue(['b'], separator=';')", "values.ListValue(('a',))", "values.ListValue('ab')", "values.TupleValue(('a',))", "values.TupleValue(converter=float)",
		"values.SingleNestedListValue()", "values.SingleNestedTupleValue((('a', 'b'),))", "values.SingleNestedTupleValue(seq_separator='=', separator='b')", "sorted(values.SetValue(['a'], environ=False))",
		"values.DictValue()", "values.DictValue({'a': 1})", "values.EmailValue('a@b.co')", "values.URLValue('https://example.com')", "values.IPValue()", "values.RegexValue('a', regex='^a+$')",
		"values.PathValue('.', check_exists=False)", "values.PathValue('/tmp')", "values.PathValue()", "values.SecretValue()", "values.SecretValue('d')", "values.SecretValue(environ_name='OWN')",
		"values.EmailURLValue('smtp://u@h')", "values.DatabaseURLValue()", "values.DatabaseURLValue('sqlite:///x')", "values.DatabaseURLValue('postgres://u:p@h/n', conn_max_age=60, alias='other')",
		"values.CacheURLValue('redis://h/1')", "values.DatabaseURLValue(environ_name='X', environ_prefix='DJANGO')", "values.ListValue(values.ListValue(['a']))",
	}
	var trials []trial
	for _, call := range calls {
		for i := -1; i < len(words); i++ {
			env := map[string]string{}
			if i >= 0 {
				env = map[string]string{"DJANGO_R": words[i], "DJANGO_OWN": words[i], "OWN": words[i], "R": "plain", "APP_R": "of app", "DJANGO_X": words[i]}
			}
			trials = append(trials, inClass("R = "+call, env))
		}
	}
	for _, u := range urls {
		trials = append(trials,
			inClass("R = values.DatabaseURLValue('sqlite:///d')", map[string]string{"DATABASE_URL": u}),
			inClass("R = values.CacheURLValue('locmem://')", map[string]string{"CACHE_URL": u}))
	}
	agreeWith(t, "configurations, dj_email_url, django_cache_url", trials, 15)
}

func TestConfiguredClasses(t *testing.T) {
	bodies := []string{
		"A = values.Value('a')\n@property\ndef R(self):\n    return self.A + '!'", "def R(self):\n    return 5", "R = lambda self: 6", "@pristinemethod\ndef F(x):\n    return x\ndef R(self):\n    return callable(self.F)",
		"@staticmethod\ndef R():\n    return 7", "@classmethod\ndef R(cls):\n    return cls.SECRET_KEY", "def R(self):\n    return values.Value('late')", "R = Configuration.INSTALLED_APPS",
		"R = ['a'] + list(Configuration.MIDDLEWARE)", "HOST = values.Value('h', environ_name='HOST')\nR = 'on ' + HOST", "PORT = values.IntegerValue(80)\nR = PORT.value + 1",
		"DEBUG = values.BooleanValue(False)\nR = 'on' if DEBUG else 'off'", "DEBUG = values.BooleanValue(True)\nTEMPLATE_DEBUG = DEBUG\n@property\ndef R(self):\n    return [self.DEBUG, self.TEMPLATE_DEBUG]",
		"@classmethod\ndef pre_setup(cls):\n    super().pre_setup()\n    os.environ['DJANGO_R'] = 'early'\nR = values.Value('d')", "@classmethod\ndef setup(cls):\n    super().setup()\n    cls.R = cls.A + 1\nA = values.IntegerValue(1)",
		"@classmethod\ndef post_setup(cls):\n    cls.R = 'too late'\nR = 'set'", "DOTENV = '.env'\nR = values.Value('d')", "DOTENV = 'none.env'\nR = 1", "DOTENV = None\nR = values.Value('d')", "DOTENV = os.path.join(os.path.dirname(__file__), '.env')\nR = [values.Value('d', environ_name='QUOTED'), values.Value(environ_name='DOUBLE')]",
		"MAIL = values.EmailURLValue('smtps://u:p@h')\ndef R(self):\n    return [self.EMAIL_HOST, self.EMAIL_USE_TLS]", "DATABASES = values.DatabaseURLValue('postgres://u:p@h/n')\n@property\ndef R(self):\n    return self.DATABASES['default']['NAME']",
		"@property\ndef R(self):\n    return os.environ['MISSING']", "R = undefined_name", "_HIDDEN = 1\nR = 2", "class Inner:\n    pass\nR = 3",
	}
	var trials []trial
	for _, body := range bodies {
		c := inClass(body, map[string]string{"DJANGO_A": "9", "DJANGO_DEBUG": "yes"})
		c.Files = map[string]string{".env": "DJANGO_R=from file\nDJANGO_QUOTED='q'\nDJANGO_DOUBLE=\"a\\\"b\"\n#DJANGO_X=1\nexport Y=2\n"}
		trials = append(trials, c)
	}
	const head = "from configurations import Configuration, values\n"
	for _, classes := range []string{
		"class A(Configuration):\n    R = 'a'\nclass Live(A):\n    pass", "class A(Configuration):\n    R = 'a'\nclass Live(A):\n    R = A.R + 'b'",
		"class Mixin:\n    R = 'mixin'\nclass A(Configuration):\n    R = 'a'\nclass Live(Mixin, A):\n    pass", "class Mixin:\n    R = 'mixin'\nclass A(Configuration):\n    R = 'a'\nclass Live(A, Mixin):\n    pass",
		"class A(Configuration):\n    X = 1\nclass B(Configuration):\n    DEBUG = True\nclass Live(A, B):\n    @property\n    def R(self):\n        return self.DEBUG",
		"class A(Configuration):\n    X = 1\nclass B:\n    DEBUG = True\nclass Live(A, B):\n    @property\n    def R(self):\n        return self.DEBUG",
		"class A(Configuration):\n    X = 1\nclass B:\n    DEBUG = True\nclass Live(B, A):\n    @property\n    def R(self):\n        return self.DEBUG",
		"class A(Configuration):\n    @property\n    def R(self):\n        return [self.NAME]\n    NAME = 'a'\nclass Live(A):\n    NAME = 'live'",
		"class A(Configuration):\n    @property\n    def R(self):\n        return ['a']\nclass Live(A):\n    @property\n    def R(self):\n        return super().R + ['live']",
		"class A(Configuration):\n    R = values.ListValue(['a'])\nclass Live(A):\n    pass", "class A(Configuration):\n    R = values.Value('a')\nclass Live(A):\n    R = 'fixed'", "R = 'module'\nclass Live(Configuration):\n    pass",
		"R = 'module'\nclass Live(Configuration):\n    R = 'class'", "class Other(Configuration):\n    R = 1", "class A(Configuration):\n    APPS = ['a']\nclass Live(A):\n    APPS = A.APPS + ['b']\n    R = APPS",
		"class A(Configuration):\n    @classmethod\n    def setup(cls):\n        super().setup()\n        cls.R = cls.NAME.upper()\n    NAME = values.Value('n')\nclass Live(A):\n    pass",
		"class Live(Configuration):\n    @property\n    def R(self):\n        return self.LANGUAGE_CODE", "class A(Configuration):\n    def R(self):\n        return 'called'\nclass Live(A):\n    pass",
		"class A(Configuration):\n    DEBUG = values.BooleanValue(True)\nclass Live(A):\n    DEBUG = False\n    @property\n    def R(self):\n        return self.DEBUG", "class Live(Configuration):\n    R = 1\n    @classmethod\n    def post_setup(cls):\n        raise RuntimeError('no')",
	} {
		trials = append(trials, trial{Code: head + classes + "\n", Configuration: "Live", Env: map[string]string{"DJANGO_SECRET_KEY": "k"}})
	}
	for i := range trials {
		trials[i].Code += fmt.Sprintf("# %d\n", i)
	}
	agreeWith(t, "configurations, dj_email_url", trials, 8)
}
