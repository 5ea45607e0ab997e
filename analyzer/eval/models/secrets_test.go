package models_test

import (
	"testing"

	"github.com/deploycheck/deploycheck/analyzer/eval"
)

// TestSecretStores: what a secret store holds is supplied from outside.
func TestSecretStores(t *testing.T) {
	for _, c := range []struct{ code, want string }{
		{"import boto3\nclient = boto3.client('secretsmanager', region_name='eu-west-1')\nR = client.get_secret_value(SecretId='prod/key')['SecretString']\n", "? prod/key outside"},
		{"import boto3, json\nclient = boto3.session.Session().client(service_name='secretsmanager')\nsecret = json.loads(client.get_secret_value(SecretId='db').get('SecretString'))\nR = secret['password']\n", "? db outside"},
		{"import boto3\nssm = boto3.Session().client('ssm')\nR = ssm.get_parameter(Name='/site/key', WithDecryption=True)['Parameter']['Value']\n", "? /site/key outside"},
		{"import boto3, os\nssm = boto3.client('ssm')\nR = ssm.get_parameter(Name=os.environ['PARAMETER'])['Parameter']['Value']\n", "? AWS Parameter Store outside"},
		{"from google.cloud import secretmanager\nclient = secretmanager.SecretManagerServiceClient()\nname = 'projects/1/secrets/django/versions/latest'\nR = client.access_secret_version(name=name).payload.data.decode('UTF-8')\n", "? django outside"},
		{"from google.cloud import secretmanager as sm\nclient = sm.SecretManagerServiceClient()\nR = client.access_secret_version(request={'name': client.secret_version_path('p', 's', 'latest')}).payload.data.decode()\n", "? Google Secret Manager outside"},
		{"import hvac, os\nclient = hvac.Client(url='https://vault.example.com', token=os.environ['VAULT_TOKEN'])\nR = client.secrets.kv.v2.read_secret_version(path='site')['data']['data']['SECRET_KEY']\n", "? Vault outside"},
		{"import hvac\nR = hvac.Client().read('secret/site')['data']['key']\n", "? secret/site outside"},
		{"from azure.keyvault.secrets import SecretClient\nfrom azure.identity import DefaultAzureCredential\nclient = SecretClient(vault_url='https://v.example.com', credential=DefaultAzureCredential())\nR = client.get_secret('key').value\n", "? key outside"},

		// What is no store, or is not read from one, is not supplied.
		{"import boto3\nR = boto3.client('s3').get_object(Bucket='b', Key='k')['Body'].read()\n", "? boto3.client()"},
		{"import boto3, os\nR = boto3.client(os.environ['SERVICE']).get_secret_value(SecretId='k')\n", "? boto3.client()"},
		{"import hvac\nR = hvac.Client().is_authenticated()\n", "? hvac.Client.is_authenticated"},
		{"from elsewhere import client\nR = client.get_secret_value(SecretId='k')\n", "? elsewhere.client.get_secret_value()"},
		{"import boto3\nclient = boto3.client('secretsmanager')\nR = client.get_secret_value(SecretId='a') == client.get_secret_value(SecretId='a')\n", "True"},

		// A fallback holds where the store does not answer.
		{"import boto3\nclient = boto3.client('ssm')\ntry:\n    R = client.get_parameter(Name='k')\nexcept Exception:\n    R = 'insecure'\n",
			"'insecure' if the operation at settings.py:4 fails | ? k outside if the operation at settings.py:4 succeeds"},
	} {
		r := trial{Code: c.code}.load(eval.Options{})
		got := "nothing"
		if s := r.Settings["R"]; s != nil {
			got = say(s.Value, r.Live)
		}
		if r.Err != nil {
			got += " err " + r.Err.Message
		}
		if got != c.want {
			t.Errorf("%s\n got: %s\nwant: %s", c.code, got, c.want)
		}
	}
}
