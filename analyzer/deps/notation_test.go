package deps

import "testing"

func TestPoetrySpecifier(t *testing.T) {
	for text, want := range map[string]string{
		"*": "", "^1.2.3": ">=1.2.3,<2", "^1.2": ">=1.2,<2", "^1": ">=1,<2", "^0.2.3": ">=0.2.3,<0.3", "^0.0.3": ">=0.0.3,<0.0.4",
		"^0.0": ">=0.0,<0.1", "^0": ">=0,<1", "~1.2.3": ">=1.2.3,<1.3", "~1.2": ">=1.2,<1.3", "~1": ">=1,<2", "1.2.*": "==1.2.*",
		"1.2.3": "==1.2.3", "= 1.2": "==1.2", "==1.2": "==1.2", ">=1.2,<2.0": ">=1.2,<2.0", ">= 1.2 <2.0 !=1.5": ">=1.2,<2.0,!=1.5",
		"~=1.4": "~=1.4", "!=1.*": "!=1.*", "^4.2b1": ">=4.2b1,<5", "v4.2": "==4.2",
	} {
		if got, ok := poetrySpecifier(text); !ok || got != want {
			t.Errorf("%q: got %q, %t, want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{"^1 || ^2", "latest", "^", ">=1.*", "{{ x }}", "1,2,x"} {
		if got, ok := poetrySpecifier(text); ok {
			t.Errorf("%q: got %q", text, got)
		}
	}
}

func TestNormalise(t *testing.T) {
	for name, want := range map[string]string{"Django": "django", "jw.util": "jw-util", "A__b-._c": "a-b-c", "x": "x"} {
		if got := Normalise(name); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

func TestIndexHost(t *testing.T) {
	for address, want := range map[string]string{
		"https://" + pypi[0] + "/simple": "", "https://user:secret@index.example.com:8443/simple/": "index.example.com", "index": "", "": "", "://": "",
	} {
		if got := indexHost(address); got != want {
			t.Errorf("%s: got %q, want %q", address, got, want)
		}
	}
}

func TestMarkers(t *testing.T) {
	for _, c := range []struct {
		python, marker string
		refused        bool
	}{
		{"", `sys_platform == "win32"`, true},
		{"", `sys_platform != "win32"`, false},
		{"", `os_name == 'nt' or platform_system == 'Windows'`, true},
		{"", `os_name == 'nt' or platform_machine == 'arm64'`, false},
		{"", `"linux" in sys_platform`, false},
		{"", `platform_python_implementation == "PyPy"`, true},
		{"", `implementation_name == 'cpython' and python_version < '3'`, false},
		{">=3.9", `python_version < '3'`, true},
		{">=3.9", `python_version < "3.10"`, false},
		{">=3.10", `python_version < "3.10"`, true},
		{"==3.12.*", `python_version == "3.8.*" or python_version in "3.6 3.7"`, true},
		{"==3.12.*", `python_version ~= "3.9"`, false},
		{"==3.12.*", `python_full_version < "3.12.4"`, false},
		{"==3.12.4", `python_full_version < "3.12.4"`, true},
		{"==3.12.*", `python_full_version >= "3.12"`, false},
		{"==3.12.*", `python_version not in "3.11,3.12"`, true},
		{"", `extra == "redis"`, true},
		{"", `'dev' in dependency_groups`, false},
		{"", `(sys_platform == "win32"`, false},
		{"", `sys_platform ==`, false},
		{"", `not a marker`, false},
		{"==9.9", `python_version < "3.8"`, false},
	} {
		if got := newWorld(c.python).refuses(c.marker); got != c.refused {
			t.Errorf("python %q, %s: refused %t, want %t", c.python, c.marker, got, c.refused)
		}
	}
}
