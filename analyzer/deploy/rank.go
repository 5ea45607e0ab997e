package deploy

import (
	"path"
	"regexp"
	"strings"
)

// A Rank says how near to production a file is, by its path.
type Rank int

// Ranks, the nearest first.
const (
	Production  Rank = iota // named for production
	Plain                   // named for nothing
	Staging                 // named for a rehearsal of production
	Development             // named for development, tests, examples or documentation
)

var (
	productionPath = regexp.MustCompile(`(?i)(^|[/._-])(prod|production|live)([/._-]|$)`)
	// deployFolder tells folders of what is deployed. As the name of a file the
	// word says no more than what the file describes.
	deployFolder = regexp.MustCompile(`(?i)(^|[/._-])(deploy|deployment|release)([/._-]|$)`)
	stagingPath  = regexp.MustCompile(`(?i)(^|[/._-])(stage|staging|stg|uat|qa|preprod|preview)([/._-]|$)`)
	// developmentPath tells files that only developers, tests or readers use.
	developmentPath = regexp.MustCompile(`(?i)(^|[/._-])(tests?|testing|ci|dev|devel|development|local|examples?|samples?|docs?|e2e|debug|override|cypress|github|gitlab|circleci|devcontainer|vagrant|pre-?built|localstack|playwright|template|dist|default|demo|mocks?|fixtures?)([/._-]|$)`)
)

// templateEnding is what is left off a name: what is made of it counts.
var templateEnding = regexp.MustCompile(`\.(j2|jinja2?|erb|tmpl|tpl|template|in)$`)

// deployButton matches what a button in a README deploys: it is no template
// of anything.
var deployButton = regexp.MustCompile(`^\.do/deploy\.template\.ya?ml$`)

// RankOf ranks a file by the words of its path; those of its own name count
// before those of its folders.
func RankOf(name string) Rank {
	if deployButton.MatchString(name) {
		return Plain
	}
	name = templateEnding.ReplaceAllString(name, "")
	base, folder := path.Base(name), path.Dir(name)
	switch {
	case stagingPath.MatchString(base):
		return Staging
	case productionPath.MatchString(base) && !strings.Contains(strings.ToLower(base), "example"):
		return Production
	case developmentPath.MatchString(base), developmentPath.MatchString(folder):
		return Development
	case stagingPath.MatchString(folder):
		return Staging
	case productionPath.MatchString(folder), deployFolder.MatchString(folder):
		return Production
	}
	return Plain
}

// A kind of file is told by its name, and where that does not suffice by what
// it holds.
type kindOfFile struct {
	name  *regexp.Regexp // of the base name, in small letters and without the ending of a template
	in    *regexp.Regexp // of the path; nil: any
	holds *regexp.Regexp // of the text; nil: any
	word  string         // that is in every text which holds that, found sooner
	read  reader
}

// fits reports whether a file whose name fits is of the kind.
func (k kindOfFile) fits(text string) bool {
	return strings.Contains(text, k.word) && (k.holds == nil || k.holds.MatchString(text))
}

var (
	// nginxName tells configurations of nginx by name.
	nginxName = regexp.MustCompile(`nginx[\w-]*$|\.(conf|vhost|nginx|sigil|include|inc|site)$|\.conf[._-][\w-]+$`)
	// nginxFolder tells where such lie under names of all kinds.
	nginxFolder = regexp.MustCompile(`(^|/)(nginx[^/]*|sites-(available|enabled)|conf\.d|deploy[^/]*|conf|config|etc)/`)
	// nginxHolds matches what a configuration of nginx, or a part of one, holds.
	nginxHolds = regexp.MustCompile(`(?m)^\s*(server|http|location\s[^{\n]*|upstream\s[^{\n]*|map\s[^{\n]*)\s*\{|^\s*(add_header|proxy_set_header|proxy_pass|ssl_certificate|ssl_protocols|listen|server_name|uwsgi_pass)\s[^=\n]*;`)
)

// readers lists the kinds of files that are read; the first that fits counts.
var readers = []kindOfFile{
	{name: regexp.MustCompile(`^(dockerfile|containerfile)([._-].*)?$|\.(dockerfile|containerfile)$`), read: processes(readImage)},
	{name: regexp.MustCompile(`^(docker-)?(compose|stack)([._-].*)?\.ya?ml$|^(production|prod|staging|live)\.ya?ml$`), holds: composeServices, read: readComposeFile},
	{name: pageName, in: pageFolder, read: readPage},
	{name: envName, read: readEnvFile},
	{name: regexp.MustCompile(`.`), in: envFolder, read: readEnvFile},
	{name: regexp.MustCompile(`^procfile$`), read: processes(readProcfile)},
	{name: regexp.MustCompile(`\.ya?ml$`), in: regexp.MustCompile(`^\.(github|gitea|forgejo)/workflows/[^/]+$`), read: both(readWorkflow, readGitHub)},
	{name: regexp.MustCompile(`^(\.gitlab-ci|bitbucket-pipelines|azure-pipelines|\.travis|\.woodpecker|\.drone)\.yml$`), in: regexp.MustCompile(`^[^/]+$`), read: readPipeline},
	{name: regexp.MustCompile(`^config\.yml$`), in: regexp.MustCompile(`^\.circleci/`), read: readPipeline},
	{name: regexp.MustCompile(`^\.?pyup\.ya?ml$`), in: regexp.MustCompile(`^[^/]+$`), read: readPyup},
	{name: regexp.MustCompile(`^package\.json$`), in: regexp.MustCompile(`^[^/]+$`), holds: regexp.MustCompile(`"renovate"\s*:`), read: readPackageJSON},
	// A list at the top is Ansible's; the name says little.
	{name: regexp.MustCompile(`\.ya?ml$`), holds: regexp.MustCompile(`\A(?:\s*(?:#.*|---.*)?\n)*- +[\w.]+ *:`), read: readAnsible},
	{name: regexp.MustCompile(`^fly([._-].*)?\.toml$`), read: processes(readFly)},
	{name: regexp.MustCompile(`^render\.ya?ml$`), read: both(processes(readRender), readRenderCron)},
	{name: regexp.MustCompile(`^app([._-].*)?\.ya?ml$`), read: processes(readAppEngine)},
	{name: regexp.MustCompile(`.`), in: deployButton, read: processes(readDeployButton)},
	{name: regexp.MustCompile(`^manifest([._-].*)?\.ya?ml$`), read: processes(readCloudFoundry)},
	{name: regexp.MustCompile(`\.service$`), read: processes(readUnit)},
	{name: regexp.MustCompile(`^supervisord?([._-].*)?\.(conf|ini)$`), read: processes(readSupervisor)},
	{name: regexp.MustCompile(`\.(conf|ini)$`), in: regexp.MustCompile(`(^|/)supervisor(d|\.d)?/`), read: processes(readSupervisor)},
	{name: regexp.MustCompile(`uwsgi.*\.ini$|^uwsgi\.`), read: processes(readUWSGI)},
	{name: regexp.MustCompile(`traefik.*\.(ya?ml|toml)$`), holds: regexp.MustCompile(`(?mi)^\s*\[*(services|entrypoints|http|tls|certificatesresolvers)\b`), read: readTraefikAny},
	{name: regexp.MustCompile(`\.(ya?ml|toml)$`), in: regexp.MustCompile(`(^|/)traefik/`), holds: regexp.MustCompile(`(?mi)^\s*\[*(entrypoints|http|tls)\b`), read: readTraefikFile},
	{name: regexp.MustCompile(`^caddyfile([._-].*)?$|\.caddy(file)?$`), read: readCaddy},
	{name: regexp.MustCompile(`\.(conf|vhost)$|apache|httpd`), holds: regexp.MustCompile(`(?mi)^\s*<VirtualHost\b`), read: readApache},
	{name: regexp.MustCompile(`^[^.]+$`), in: regexp.MustCompile(`(^|/)sites-(available|enabled)/`), holds: regexp.MustCompile(`(?mi)^\s*<VirtualHost\b`), read: readApache},
	{name: nginxName, holds: nginxHolds, read: readNginx},
	{name: regexp.MustCompile(`^[^.]+$`), in: nginxFolder, holds: nginxHolds, read: readNginx},
	{name: regexp.MustCompile(`\.ya?ml$`), holds: regexp.MustCompile(`(?m)^apiVersion\s*:`), word: "apiVersion", read: both(both(processes(readKubernetes), readIngresses), both(readCronJobs, readAlerts))},
	{name: regexp.MustCompile(`\.(pem|crt|cer|cert|key|priv)$|^id_(rsa|dsa|ecdsa|ed25519)$`), holds: pemBlock, read: readPEM},
	{name: regexp.MustCompile(`^sshd?_config([._-].*)?$|^sshd([._-].*)?\.conf$`), read: readSSHD},
	{name: regexp.MustCompile(`\.conf$`), in: regexp.MustCompile(`(^|/)sshd_config\.d/`), read: readSSHD},
	{name: regexp.MustCompile(`^jail\.(conf|local)$`), read: readJails},
	{name: regexp.MustCompile(`\.(conf|local)$`), in: regexp.MustCompile(`(^|/)jail\.d/`), read: readJails},
	{name: regexp.MustCompile(`^(\d+)?(auto|unattended)-upgrades$|^10periodic$`), read: readApt},
	{name: regexp.MustCompile(`^automatic\.conf$`), in: regexp.MustCompile(`(^|/)dnf/`), read: readDNFAutomatic},
	{name: regexp.MustCompile(`^dependabot\.ya?ml$`), in: regexp.MustCompile(`^\.github/`), read: readDependabot},
	{name: regexp.MustCompile(`^\.?renovate(rc)?\.json5?$|^\.renovaterc$`), read: readRenovate},
	{name: regexp.MustCompile(`^(rules\.v[46]|iptables(\.rules|\.conf)?|ip6?tables\.save)$`), holds: regexp.MustCompile(`(?m)^\*filter`), read: readIPTables},
	{name: regexp.MustCompile(`^nftables\.conf$|\.nft$`), read: readNFT},
	{name: regexp.MustCompile(`\.ya?ml$|^user[_-]?data$|cloud[_-]init`), holds: regexp.MustCompile(`^#cloud-config`), read: readCloudInit},
	{name: regexp.MustCompile(`\.(ba)?sh$|^user[_-]?data$`), holds: regexp.MustCompile(`\b(ufw|iptables|firewall-cmd|sshd_config|fail2ban|unattended-upgrades|auto-upgrades|dnf-automatic|crontab|cron\.[a-z]+|certbot|pg_dump(all)?|mysqldump|mariadb-dump|dbbackup|psql|createuser|mysql|mariadb|sqlite3|restic|borg|pgbackrest|barman)\b|\b(chmod|install)\b[^\n]*env`), read: both(readHostScript, readJobScript)},
	{name: regexp.MustCompile(`^[\w-]*(backup|dump)[\w-]*$`), holds: regexp.MustCompile(`\A#!.*sh\b`), read: readJobScript},
	{name: regexp.MustCompile(`^crontab([._-].*)?$|^(root|crons?|cron-?file|cron-?jobs?)(\.txt|\.conf)?$|\.cron(tab)?$|^[\w-]+[._-]cron(tab)?$`), holds: regexp.MustCompile(`(?m)^\s*(@[a-z]+|[\d*][\d*/,-]*\s+[\d*][\d*/,-]*\s+[\d*])`), read: readCrontab},
	{name: regexp.MustCompile(`.`), in: regexp.MustCompile(`(^|/)cron\.d/`), read: readCrontab},
	{name: regexp.MustCompile(`.`), in: cronFolder, read: readCronScript},
	{name: regexp.MustCompile(`^app\.json$`), holds: regexp.MustCompile(`"(cron|addons)"`), read: both(readAppCron, readAddons)},
	{name: regexp.MustCompile(`\.ya?ml$`), holds: regexp.MustCompile(`(?m)^groups\s*:[^\0]*^\s+-?\s*alert\s*:`), word: "alert", read: readAlerts},
	{name: regexp.MustCompile(`\.ya?ml$`), holds: regexp.MustCompile(`(?m)^receivers\s*:\s*\n\s*-`), word: "receivers", read: readAlertmanager},
	{name: regexp.MustCompile(`\.sql$`), holds: regexp.MustCompile(`(?i)\b(create|alter)\s+(role|user)\b|\bon\s+\*\.\*`), read: readSQL},
	{name: regexp.MustCompile(`^pg_hba([._-].*)?\.conf$`), read: readHBA},
	{name: regexp.MustCompile(`^pgbouncer([._-].*)?\.ini$`), read: readPgBouncer},
	{name: regexp.MustCompile(`\.tf(vars)?$`), read: readTerraform},
	{name: regexp.MustCompile(`\.timer$`), read: readTimer},
}

// readersOf lists the kinds that a file may be, by its name.
func readersOf(name string) []kindOfFile {
	base := templateEnding.ReplaceAllString(strings.ToLower(path.Base(name)), "")
	var fit []kindOfFile
	for _, r := range readers {
		if r.name.MatchString(base) && (r.in == nil || r.in.MatchString(strings.ToLower(name))) {
			fit = append(fit, r)
		}
	}
	return fit
}
