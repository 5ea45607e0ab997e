package models_test

import "testing"

// TestDynaconf asks dynaconf what becomes of settings that it takes over.
func TestDynaconf(t *testing.T) {
	const body = "import os\nimport dynaconf\nfrom dynaconf import Dynaconf, Validator\nSECRET_KEY = 'x'\nDEBUG = False\nNAME = 'module'\nLIST = ['a']\nDICT = {'a': 1, 'b': {'c': 2}}\nNUM = 1\n"
	results := "[DEBUG, NAME, LIST, DICT, NUM]"
	var trials []trial
	add := func(call string, env, files map[string]string, result string) {
		trials = append(trials, trial{Code: body + "settings = dynaconf.DjangoDynaconf(" + call + ")\nR = " + result + "\n", Env: env, Files: files, Configuration: "-"})
	}
	for _, w := range words {
		add("__name__", map[string]string{"DJANGO_NAME": w}, nil, results)
	}
	for _, w := range []string{
		"@int 5", "@float 1.5", "@bool yes", "@bool no", "@json {\"a\": [1]}", "@str 5", "@none", "@format plain", "@format {env[HOME]}", "@jinja x", "[1, 2]", "{a = 1}", `"quoted"`, "'single'", "2020-01-01",
		"1.5", "TRUE", "False", "@unknown x", "me@host", "@merge b", "@merge [\"b\"]", "[\"dynaconf_merge\", \"b\"]", "{dynaconf_merge = true, z = 1}", "@merge {b = 2}", "@merge a=1", "@int x", "a: b",
	} {
		for _, name := range []string{"LIST", "DICT"} {
			add("__name__", map[string]string{"DJANGO_" + name: w}, nil, results)
		}
	}
	for _, env := range []map[string]string{
		{"DJANGO_DICT__a": "5"}, {"DJANGO_DICT__A": "5"}, {"DJANGO_DICT__b__c": "x"}, {"DJANGO_DICT__new__deep": "1"}, {"DJANGO_DICT__b": "@del"}, {"DJANGO_NUM": "@del"}, {"DYNACONF_NAME": "global"},
		{"DYNACONF_NAME": "global", "DJANGO_NAME": "own"}, {"NAME": "bare"}, {"DJANGO_EXTRA": "1"}, {"DJANGO_LIST": "@merge x"},
	} {
		add("__name__", env, nil, "[DEBUG, NAME, LIST, DICT, globals().get('NUM'), globals().get('EXTRA')]")
	}
	files := map[string]string{
		"settings.toml":     "[default]\nNAME = 'default'\nlist = ['b']\n[development]\nNAME = 'development'\n[production]\nNAME = 'production'\nDEBUG = true\n[global]\nNUM = 9\n",
		"flat.toml":         "name = 'flat'\nnum = '@int 3'\n[DICT]\nz = 1\ndynaconf_merge = true\n",
		"merge.yaml":        "default:\n  dynaconf_merge: true\n  LIST: [m]\n  DICT:\n    b:\n      d: 3\n",
		"data.json":         `{"default": {"NAME": "json", "LIST": ["dynaconf_merge", "j"]}}`,
		".secrets.toml":     "[default]\nSECRET_KEY = 'secret'\n",
		"config/inner.toml": "[default]\nNAME = 'inner'\n",
		"flat.local.toml":   "NAME = 'local'\n",
	}
	for _, call := range []string{
		"__name__", "__name__, env_switcher='MODE'", "__name__, ENV_SWITCHER_FOR_DYNACONF='MODE'", "__name__, environments=False, settings_files=['flat.toml']", "__name__, settings_files=['merge.yaml']",
		"__name__, settings_file='data.json'", "__name__, settings_files=['settings.toml', '.secrets.toml']", "__name__, settings_files=['inner.toml']", "__name__, settings_files=['none.toml']",
		"__name__, merge_enabled=True, settings_files=['settings.toml']", "__name__, envvar_prefix='APP'", "__name__, envvar_prefix=None", "__name__, validators=[Validator('EXTRA', default=5), Validator('NAME', must_exist=True)]",
	} {
		for _, env := range []map[string]string{{}, {"DJANGO_ENV": "production", "MODE": "production", "APP_NAME": "app", "DJANGO_NUM": "77"}, {"DJANGO_ENV": "PRODUCTION"}} {
			add(call, env, files, results+" + [SECRET_KEY, globals().get('EXTRA')]")
		}
	}
	add("__name__", nil, map[string]string{".env": "DJANGO_NAME=dotenv\n"}, "NAME")
	add("__name__, load_dotenv=False", nil, map[string]string{".env": "DJANGO_NAME=dotenv\n"}, "NAME")
	add("__name__", nil, nil, "[settings.NAME, settings.name, settings['NAME'], settings.get('NONE', 'd'), settings.get('NUM')]")
	for _, code := range []string{
		"s = Dynaconf(envvar_prefix='APP')\nR = [s.NAME, s.get('NONE'), s.get('PORT', 1)]", "s = Dynaconf(envvar_prefix='APP')\nR = s.MISSING", "s = Dynaconf()\nR = s.NAME",
		"s = Dynaconf(settings_files=['flat.toml'])\nR = [s.NAME, s.num, s['NAME']]", "s = Dynaconf(environments=True, settings_files=['settings.toml'])\nR = [s.NAME, s.NUM]",
	} {
		trials = append(trials, trial{
			Code: "from dynaconf import Dynaconf\n" + code + "\n", Env: map[string]string{"APP_NAME": "@int 7", "APP_PORT": "80", "DYNACONF_NAME": "dyna"}, Files: files, Configuration: "-",
		})
	}
	agreeWith(t, "dynaconf, django", trials, 5)
}
