package models

import (
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/value"
)

// secretFunctions are the clients of secret stores. What a store holds is
// supplied from outside, as a variable that must be set is.
var secretFunctions = map[string]Func{
	"boto3.client":                 awsClient,
	"boto3.Session":                awsSession,
	"boto3.session.Session":        awsSession,
	"boto3.Session#client":         awsClient,
	"botocore.session.get_session": awsSession,
	"boto3.Session#create_client":  awsClient,

	"boto3.secretsmanager#get_secret_value":       fromStore("AWS Secrets Manager", "SecretId"),
	"boto3.secretsmanager#batch_get_secret_value": fromStore("AWS Secrets Manager", ""),
	"boto3.ssm#get_parameter":                     fromStore("AWS Parameter Store", "Name"),
	"boto3.ssm#get_parameters":                    fromStore("AWS Parameter Store", ""),
	"boto3.ssm#get_parameters_by_path":            fromStore("AWS Parameter Store", "Path"),

	"google.cloud.secretmanager.SecretManagerServiceClient":         client("google.SecretManager"),
	"google.cloud.secretmanager_v1.SecretManagerServiceClient":      client("google.SecretManager"),
	"google.cloud.secretmanager_v1beta1.SecretManagerServiceClient": client("google.SecretManager"),
	"google.SecretManager#access_secret_version":                    fromStore("Google Secret Manager", "name"),
	"google.SecretManager#secret_version_path":                      varies("the path of a secret", "str"),
	"google.SecretManager#secret_path":                              varies("the path of a secret", "str"),

	"azure.keyvault.secrets.SecretClient": client("azure.SecretClient"),
	"azure.SecretClient#get_secret":       fromStore("Azure Key Vault", "name"),

	"hvac.Client":      vaultClient,
	"hvac.Client#read": fromStore("Vault", "path"),
}

// awsStores are the services of AWS that keep secrets.
var awsStores = map[string]bool{"secretsmanager": true, "ssm": true}

func client(class string) Func {
	return func(c *Call) *value.Value { return c.of(&Object{Class: class}) }
}

func awsSession(c *Call) *value.Value { return c.of(&Object{Class: "boto3.Session"}) }

// awsClient is client(service_name): of other services nothing is known.
func awsClient(c *Call) *value.Value {
	service := c.arg(0, "service_name")
	if service != nil {
		if p, _ := service.Only(); p != nil {
			if s, ok := p.(value.Str); ok && awsStores[string(s)] {
				return c.of(&Object{Class: "boto3." + string(s)})
			}
		}
	}
	return c.of(&value.Unknown{Reason: "boto3.client() is outside the repository", Name: "boto3.client()"}, service)
}

// vaultClient is hvac.Client(): what is read below its attribute secrets is
// in the store.
func vaultClient(c *Call) *value.Value {
	u := &value.Unknown{Reason: "it comes from Vault", Name: "Vault", Key: "secrets of Vault", Outside: true}
	return c.of(&Object{Class: "hvac.Client", Attrs: map[string]*value.Value{"secrets": c.of(u)}})
}

// fromStore makes a model of reading a secret from a store. param is what
// the argument is called that names it.
func fromStore(store, param string) Func {
	return func(c *Call) *value.Value {
		u := &value.Unknown{Reason: "it comes from " + store, Name: store, Outside: true}
		if name := c.secretName(param); name != "" {
			u.Name = lastOf(name)
			u.Reason = u.Name + " comes from " + store
			u.Key = "secret " + store + " " + name
		}
		return c.of(u)
	}
}

// secretName is the name of the secret that is read; empty if it is not known.
func (c *Call) secretName(param string) string {
	v := c.arg(0, param)
	if request := c.keyword("request"); request != nil {
		v = request
	}
	if v == nil || param == "" {
		return ""
	}
	p, _ := v.Only()
	if d, ok := p.(*value.Dict); ok {
		if e := d.Get(value.Str(param)); e != nil {
			p, _ = e.Val.Only()
		}
	}
	s, _ := p.(value.Str)
	return string(s)
}

// lastOf is the secret's own name in projects/P/secrets/NAME/versions/latest;
// other names are as they are.
func lastOf(name string) string {
	_, rest, ok := strings.Cut(name, "/secrets/")
	if !ok {
		return name
	}
	name, _, _ = strings.Cut(rest, "/")
	return name
}

// fallible are the functions that raise where what they are given is not what
// they read, or the store that they ask does not answer: by the beginnings of
// their names.
var fallible = []string{
	"boto3.secretsmanager#", "boto3.ssm#", "google.SecretManager#access", "azure.SecretClient#", "hvac.Client#",
	"json.loads", "simplejson.loads", "ujson.loads", "ast.literal_eval", "base64.b64decode", "base64.standard_b64decode",
	"base64.urlsafe_b64decode", "distutils.util.strtobool", "setuptools.", "dj_database_url.", "dj_email_url.", "django_cache_url.",
	"environ.Env#int", "environ.Env#float", "environ.Env#json", "environ.Env#db", "environ.Env#cache", "environ.Env#email",
	"environ.Env#search", "environ.Env#channels", "environ.Env#dict", "environs.Env#int", "environs.Env#float", "environs.Env#bool",
	"environs.Env#decimal", "environs.Env#json", "environs.Env#dict", "environs.Env#url", "environs.Env#date", "environs.Env#time",
	"environs.Env#uuid", "environs.Env#log_level", "environs.Env#dj_",
}

// Fallible reports whether a modelled function may raise where what it gives
// is not known.
func Fallible(name string) bool {
	return slices.ContainsFunc(fallible, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
}
