package models_test

import "testing"

// settingsClass is a trial whose R is made of an instance s.
func settingsClass(body, result string, env map[string]string) trial {
	return trial{
		Code: "import os\nfrom pathlib import Path\nfrom typing import Annotated, Any, ClassVar, Dict, List, Literal, Optional, Tuple\nfrom pydantic import AliasChoices, BaseModel, Field, SecretStr, computed_field, field_validator, model_validator\n" +
			"from pydantic_settings import BaseSettings, SettingsConfigDict\nclass S(BaseSettings):\n" + body + "\nR = " + result + "\n",
		Env: env,
	}
}

func TestPydanticTypes(t *testing.T) {
	var trials []trial
	odd := []string{"1.0", "5.", "[1, 2]", `["a", "b"]`, `{"a": 1}`, "null", "1__0", "_1", "None", "tRUE", "f", "t", `["1", 2]`, `{"a": [1]}`, `[1, 1]`}
	for _, typ := range []string{
		"str", "int", "bool", "float", "list", "list[str]", "List[int]", "dict", "Dict[str, int]", "Optional[int]", "str | None", "Optional[List[str]]", "Literal['a', 'true']",
		"Path", "Any", "tuple[int, ...]", "Tuple[str, str]", "set[int]",
	} {
		for _, w := range append(append([]string{}, words...), odd...) {
			trials = append(trials, settingsClass("    x: "+typ, "S().x", map[string]string{"X": w}))
		}
	}
	for _, d := range []string{"str = 'd'", "str = 5", "int = '5'", "int = 5", "bool = 'no'", "bool = 1", "bool = 2", "float = 1", "Path = 'a/b'", "list[int] = ['1']", "Optional[str] = None", "str = None", "dict = {}", "list[str] = ['a']", "Literal['a'] = 'b'", "int = 5.0", "int = 5.5", "list[str] = ('a',)"} {
		trials = append(trials, settingsClass("    x: "+d, "S().x", nil), settingsClass("    x: "+d, "S().x", map[string]string{"X": "1"}))
	}
	agreeWith(t, "pydantic_settings", trials, 12)
}

func TestPydanticClasses(t *testing.T) {
	env := map[string]string{
		"NAME": "plain", "APP_NAME": "of app", "app_lower": "low", "SECRET": "s3cret", "HOSTS": `["a", "b"]`, "PORT": "80", "OTHER": "alias", "DB__HOST": "h", "DB": `{"host": "json", "port": "5"}`, "BAD": "x",
	}
	files := map[string]string{".env": "FROM_FILE=filed\nNAME=in file\nAPP_FILE=x\n", "more.env": "FROM_FILE=more\n"}
	var trials []trial
	for _, c := range [][2]string{
		{"    name: str = 'd'", "S().name"}, {"    NAME: str", "S().NAME"}, {"    missing: str", "S().missing"}, {"    missing: str = 'd'", "S(missing='given').missing"},
		{"    model_config = SettingsConfigDict(env_prefix='APP_')\n    name: str\n    lower: str", "[S().name, S().lower]"}, {"    model_config = {'env_prefix': 'APP_'}\n    name: str", "S().name"},
		{"    class Config:\n        env_prefix = 'APP_'\n    name: str", "S().name"}, {"    model_config = SettingsConfigDict(case_sensitive=True)\n    name: str = 'exact'\n    NAME: str", "[S().name, S().NAME]"},
		{"    x: str = Field('d')", "S().x"}, {"    x: str = Field(default='d', alias='OTHER')", "S().x"}, {"    x: str = Field(validation_alias='OTHER')", "S().x"}, {"    x: str = Field(validation_alias=AliasChoices('NONE', 'OTHER'))", "S().x"},
		{"    x: list = Field(default_factory=list)", "S().x"}, {"    x: str = Field(...)", "S().x"}, {"    x: Annotated[str, Field(alias='OTHER')]", "S().x"}, {"    secret: SecretStr", "S().secret.get_secret_value()"},
		{"    secret: SecretStr = SecretStr('')", "bool(S().secret)"}, {"    none: SecretStr = SecretStr('')", "bool(S().none)"}, {"    hosts: list[str] = []", "S().hosts"}, {"    bad: list[str] = []", "S().bad"}, {"    bad: int = 0", "S().bad"},
		{"    model_config = SettingsConfigDict(env_file='.env', extra='ignore')\n    from_file: str\n    name: str", "[S().from_file, S().name]"},
		{"    model_config = SettingsConfigDict(env_file=('.env', 'more.env'), extra='ignore')\n    from_file: str", "S().from_file"}, {"    model_config = SettingsConfigDict(env_file='none.env')\n    from_file: str = 'd'", "S().from_file"},
		{"    model_config = SettingsConfigDict(env_file=Path(__file__).parent / '.env', extra='ignore')\n    from_file: str", "S().from_file"}, {"    from_file: str = 'd'", "S(_env_file='more.env').from_file"},
		{"    port: int = 1\n    @property\n    def url(self):\n        return f'http://h:{self.port}'", "S().url"}, {"    port: int = 1\n    @computed_field\n    @property\n    def url(self) -> str:\n        return f'http://h:{self.port}'", "S().url"},
		{"    hosts: Any = ''\n    @field_validator('hosts', mode='after')\n    @classmethod\n    def up(cls, v):\n        return v.upper()", "S().hosts"}, {"    name: str\n    @field_validator('name')\n    @classmethod\n    def no(cls, v):\n        raise ValueError('never')", "S().name"},
		{"    port: int\n    @field_validator('port', mode='before')\n    @classmethod\n    def add(cls, v):\n        return v + '0'", "S().port"}, {"    port: int\n    @model_validator(mode='after')\n    def check(self):\n        if self.port < 100:\n            raise ValueError('low')\n        return self", "S().port"},
		{"    port: int\n    @model_validator(mode='before')\n    @classmethod\n    def change(cls, data):\n        return data", "S().port"}, {"    KIND: ClassVar[str] = 'k'\n    name: str", "[S.KIND, S().name]"}, {"    name: str\n    port: int", "S().model_dump()"},
		{"    name: str\nclass T(S):\n    port: int\n    name: str = 'sub'", "[T().name, T().port]"}, {"    _private: str = 'p'\n    name: str", "S().name"},
		{"    class Inner(BaseModel):\n        host: str\n        port: int = 1\n    db: Inner", "[S().db.host, S().db.port]"}, {"    class Inner(BaseModel):\n        host: str = 'default'\n    none: Inner = Inner()", "S().none.host"},
		{"    model_config = SettingsConfigDict(env_nested_delimiter='__')\n    class Inner(BaseModel):\n        host: str\n        port: int = 1\n    db: Inner", "S().db.host"},
		{"    name: str\ntry:\n    x = S(missing=1)\nexcept ValueError:\n    pass", "S().name"},
	} {
		c := settingsClass(c[0], c[1], env)
		c.Files = files
		trials = append(trials, c)
	}
	agreeWith(t, "pydantic_settings", trials, 6)
}
