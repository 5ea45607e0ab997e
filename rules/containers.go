package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer"
	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// containers lists what runs the project, or an image made for it, in a
// container. An image that something starts is judged as that starts it; what
// only development starts counts if nothing else does.
func containers(p *analyzer.Pass) []*deploy.Launch {
	facts := p.Facts()
	used := startedStages(facts)
	var list []*deploy.Launch
	for _, l := range facts.Launches() {
		switch {
		case !inContainer(l) || !l.RunsDjango() && (l.Stage == nil || !l.Stage.Python):
		case l.Kind == deploy.Image && used[l.Stage.Span]:
		case l.Kind != deploy.Image && l.Stage != nil && develops(facts, l):
			// Its image is judged by itself.
		default:
			list = append(list, l)
		}
	}
	return list
}

// besides reports whether a container is an image that only development starts,
// while another image of the list is there for production. One that is made
// elsewhere may be the same.
func besides(facts *deploy.Facts, list []*deploy.Launch, l *deploy.Launch) bool {
	return developed(facts, l) && slices.ContainsFunc(list, func(other *deploy.Launch) bool {
		return other.Stage != nil && !developed(facts, other) && !facts.ForDevelopment(other.Where)
	})
}

// developed reports whether a container is an image that something starts, and
// only for development.
func developed(facts *deploy.Facts, l *deploy.Launch) bool {
	return l.Kind == deploy.Image && !startedStages(facts)[l.Stage.Span] && slices.ContainsFunc(facts.Launches(), func(by *deploy.Launch) bool {
		return by.Kind != deploy.Image && by.Stage != nil && by.Stage.Span == l.Stage.Span
	})
}

// develops reports whether a process is for development, by its file or by
// what it runs.
func develops(facts *deploy.Facts, l *deploy.Launch) bool {
	return facts.ForDevelopment(l.Where) || l.Develops()
}

// startedStages are the stages of images that something but development
// starts, by their places.
func startedStages(facts *deploy.Facts) map[source.Span]bool {
	used := map[source.Span]bool{}
	for _, l := range facts.Launches() {
		if l.Kind != deploy.Image && l.Stage != nil && !develops(facts, l) {
			used[l.Stage.Span] = true
		}
	}
	return used
}

func inContainer(l *deploy.Launch) bool {
	return l.Kind == deploy.Compose || l.Kind == deploy.Kubernetes || l.Kind == deploy.Image || l.Kind == deploy.Platform && l.Stage != nil
}

// uncontained records that nothing runs in containers, if something else
// starts the project.
func uncontained(p *analyzer.Pass) {
	for _, l := range p.Facts().Launches() {
		if l.RunsDjango() && !p.Facts().ForDevelopment(l.Where) {
			p.NotApplicable("%s starts the project (%s), not in a container that the repository makes", l.File, l.Kind)
			return
		}
	}
}

// A datastore is a program that holds data and answers on ports.
type datastore struct {
	name  string
	image *regexp.Regexp
	ports []int
}

// datastores are told by the names of their images.
var datastores = []datastore{
	{"PostgreSQL", image(`postgres|postgis|pgvector|timescaledb(-ha)?|cloudnative-pg|postgresql`), []int{5432}},
	{"MySQL", image(`mysql|mariadb|percona`), []int{3306}},
	{"Redis", image(`redis|valkey|keydb|dragonfly|redis-stack|redis-stack-server`), []int{6379}},
	{"Memcached", image(`memcached`), []int{11211}},
	{"MongoDB", image(`mongo|mongodb`), []int{27017}},
	{"Elasticsearch", image(`elasticsearch|opensearch`), []int{9200, 9300}},
	{"RabbitMQ", image(`rabbitmq`), []int{5672, 15672}},
	{"SQL Server", image(`mssql|server/mssql|azure-sql-edge`), []int{1433}},
	{"CouchDB", image(`couchdb`), []int{5984}},
	{"Cassandra", image(`cassandra`), []int{9042}},
	{"ClickHouse", image(`clickhouse|clickhouse-server`), []int{8123, 9000}},
}

func image(names string) *regexp.Regexp {
	return regexp.MustCompile(`(^|/)(` + names + `)(:|@|$)`)
}

// datastoreOf tells what datastore a process runs.
func datastoreOf(l *deploy.Launch) (datastore, bool) {
	name := strings.ToLower(l.Image)
	if l.Stage != nil {
		name = strings.ToLower(l.Stage.Image().Value)
	}
	for _, d := range datastores {
		if d.image.MatchString(name) {
			return d, true
		}
	}
	return datastore{}, false
}
