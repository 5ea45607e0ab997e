package models_test

import "testing"

// TestSplitSettings asks split-settings itself.
func TestSplitSettings(t *testing.T) {
	files := map[string]string{
		"conf/base.py":         "import os\nNAME = 'base'\nLIST = ['base']\nHERE = os.path.basename(__file__)\nINNER = os.path.basename(__included_file__)\n",
		"conf/more.py":         "LIST += ['more']\nNAME = 'more'\n",
		"conf/nested.py":       "from split_settings.tools import include, optional\ninclude('base.py', optional('deep/*.py'))\nNAME = NAME + ' nested'\n",
		"conf/deep/one.py":     "ONE = 1\n",
		"conf/deep/_two.py":    "TWO = 2\n",
		"conf/deep/.hidden.py": "HIDDEN = 1\n",
		"parts/a/x.py":         "A = 'a'\n",
		"parts/b/x.py":         "B = 'b'\n",
		"clash/1.py":           "NAME = 'one'\n",
		"clash/2.py":           "NAME = 'two'\n",
	}
	var trials []trial
	for _, code := range []string{
		"include('conf/base.py')\nR = [NAME, LIST, HERE, INNER]", "include('conf/base.py', 'conf/more.py')\nR = [NAME, LIST]",
		"include('conf/base.py', scope=globals())\nR = NAME", "include('conf/base.py', scope=locals())\nR = NAME", "include('conf/none.py')\nR = 1",
		"include(optional('conf/none.py'))\nR = 1", "include(optional(None))\nR = 1", "include(optional(''))\nR = 1", "include('none/*.py')\nR = 1",
		"include(optional('none/*.py'))\nR = 1", "include('conf/nested.py')\nR = [NAME, ONE, TWO, 'HIDDEN' in globals()]", "include('conf/base.py', 'conf/more.py', 'conf/base.py')\nR = NAME",
		"include('conf/base.py')\ninclude('conf/base.py')\nLIST.append('x')\ninclude('conf/base.py')\nR = LIST", "include('parts/*/x.py')\nR = A + B",
		"include('parts/**/x.py')\nR = A + B", "include('parts/[!a]/x.py')\nR = ['A' in globals(), B]", "include('clash/1.py', 'clash/2.py')\nR = NAME", "include('clash/2.py', 'clash/1.py')\nR = NAME",
		"import os\nenv = os.environ.get('E', 'base')\ninclude(*['conf/base.py', f'conf/{env}.py'])\nR = NAME", "from pathlib import Path\ninclude(Path('conf') / 'base.py')\nR = NAME",
		"from pathlib import Path\ninclude(optional(Path('conf') / 'none.py'))\nR = 1", "include('conf/base.py')\nR = '__included_file__' in globals()", "include('conf/deep/*.py')\nR = ONE + TWO",
		"include('conf/?ore.py') if False else None\nR = 1", "NAME = 'mine'\ninclude('conf/deep/one.py')\nR = [NAME, ONE]", "try:\n    include('conf/none.py')\nexcept OSError:\n    R = 'none'",
		"import os\ninclude(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'conf', 'base.py'))\nR = NAME",
	} {
		trials = append(trials, trial{Code: "from split_settings.tools import include, optional\n" + code + "\n", Files: files})
	}
	agreeWith(t, "split_settings.tools", trials, 8)
	clash := trial{Code: "from split_settings.tools import include\ninclude('clash/*.py')\nR = NAME\n", Files: files}
	if got, known := clash.answer(); known {
		t.Errorf("files that a pattern matches come in any order, but NAME is taken for %s", got)
	}
}
