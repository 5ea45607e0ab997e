package deploy

import "testing"

func TestRankOf(t *testing.T) {
	for name, want := range map[string]Rank{
		"compose.yml":                         Plain,
		"docker-compose.prod.yml":             Production,
		".env.production":                     Production,
		".envs/.production/.django":           Production,
		"deploy/web.service":                  Production,
		"k8s/production/web.yaml":             Production,
		"k8s/deployment.yaml":                 Plain,
		"docs/install/k8s/50-deployment.yaml": Development,
		"deploy/dev/compose.yml":              Development,
		"docker-compose.dev.yml":              Development,
		".env.example":                        Development,
		"production.env.example":              Development,
		"tests/compose.yml":                   Development,
		"compose.staging.yml":                 Staging,
		"k8s/staging/web.yaml":                Staging,
		"web.service.j2":                      Plain,
	} {
		if got := RankOf(name); got != want {
			t.Errorf("%s: rank %d, want %d", name, got, want)
		}
	}
}
