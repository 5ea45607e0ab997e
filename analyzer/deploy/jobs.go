package deploy

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// A Job is something that is run without anybody asking: a line of cron, a
// timer, a scheduled workflow. One without a schedule is a script that could
// be one.
type Job struct {
	Where
	By       string // what runs it: "cron", "the timer backup.timer"; empty: nothing that the repository shows
	Span     source.Span
	Command  string // as it is written
	Schedule Schedule
	// Runs is the command with those of the scripts of the repository that it
	// runs, a line each.
	Runs []Line
	// Whole tells that all it runs is in the repository.
	Whole bool
	// Uses are the actions that a workflow of GitHub runs.
	Uses []Line

	container bool
	lenient   map[string]bool // lines of a workflow whose failure is passed over
}

// A Schedule says when a job is run.
type Schedule struct {
	Text string // as it is written; empty: never
	Days int    // the longest time between two runs, in days; 0: not known
}

// Contained reports whether it runs in a container, where no package of the
// host sees to things.
func (j *Job) Contained() bool { return j.container }

// Scheduled reports whether something runs the job.
func (j *Job) Scheduled() bool { return j.Schedule.Text != "" }

// does finds the first line of what a job runs that a pattern matches.
func (j *Job) does(pattern *regexp.Regexp) (Line, bool) {
	for _, l := range j.Runs {
		if pattern.MatchString(l.Text) {
			return l, true
		}
	}
	return Line{}, false
}

var (
	backsUp = regexp.MustCompile(`\b(pg_dump(all)?|pg_basebackup|mysqldump|mariadb-dump|mariabackup|xtrabackup)\b|\bdbbackup\b|\bwal-g\s+(backup-push|wal-push)|\bbarman\s+(backup|cron)|\bpgbackrest\b.*\bbackup\b|\brestic\b.*\bbackup\b|\bborg(matic|\s+create)\b|\bsqlite3\b.*\.backup|\bduplicity\b`)
	// backsUpByName tells commands whose script the repository does not have.
	backsUpByName = regexp.MustCompile(`(?i)(^|[/\s"'])[\w-]*backup([_-]?(db|database|postgres(ql)?|pg|mysql|data|all|s3|to[_-]s3))?(\.(sh|py|service))?(\s|["']|$)`)
	asksAfter     = regexp.MustCompile(`(?i)check|verify|test|restore|list|prune|clean|rotate|delete|monitor|media|static|upload|install`)
	restores      = regexp.MustCompile(`\bpg_restore\b|\bdbrestore\b|\bpsql\b[^|;]*<|(zcat|gunzip|gzip -dc?)\b.*\|\s*((sudo|docker(-compose)?|podman|kubectl)\s[^|;]*)?psql\b|\bmysql\b[^|;]*<\s*\S|\bpgbackrest\b.*\b(restore|verify)\b|\bbarman\s+(check|recover|restore)|\brestic\b.*\b(check|restore)\b|\bborg\s+(check|extract)\b`)
	renews        = regexp.MustCompile(`\bcertbot(-auto)?\b.*\brenew\b|\bacme\.sh\b.*--(cron|renew-all)|\blego\b.*\brenew\b|\bdehydrated\b.*(-c\b|--cron)|\bletsencrypt\b.*\brenew\b`)
	obtains       = regexp.MustCompile(`\bcertbot(-auto)?\b.*(\bcertonly\b|\s--(nginx|apache)\b)|^certonly\b|^\[?"?certonly\b`)
	deletes       = regexp.MustCompile(`\bclearsessions\b|\b(delete|purge|remove|prune|clean(up)?|clear|expire)[_-]?(old|expired|stale|inactive|deleted|sessions?|users?|logs?|data|history|events?|temp|accounts?|records?)\b|\bfind\b.*(-delete|-exec rm|xargs.*rm)|\blogrotate\b|\baxes_reset_logs\b|\bremove_stale_contenttypes\b|\bdelete-temp-users\b`)
	aboutBackups  = regexp.MustCompile(`(?i)backup|\bdump\b|\.dump\b|barman|pgbackrest|restic|borg|dbrestore`)
	encrypts      = regexp.MustCompile(`\bage\s+(-r|-R|-e|--encrypt|--recipient|-p)|\bgpg2?\b.*(-e\b|-c\b|--encrypt|--symmetric|-r\b|--recipient)|\bopenssl\s+(enc|cms|smime)\b|\bdbbackup\b.*--encrypt|\brestic\b.*\bbackup\b|\bborg(matic|\s+create)\b`)
	passedOver    = regexp.MustCompile(`\b(pg_dump(all)?|mysqldump|mariadb-dump|dbbackup)\b.*\|\|\s*(true\b|:(\s|$))`)
	piped         = regexp.MustCompile(`\b(pg_dump(all)?|mysqldump|mariadb-dump)\b[^|;&]*[^|]\|\s*(\w|\\)`)
	looksAt       = regexp.MustCompile(`pipefail|PIPESTATUS|\bgzip\s+-t|\bpg_restore\s+(-l|--list)|\[\[?\s+(!\s+)?-s\s|\bstat\b|\bdu\b`)
	dated         = regexp.MustCompile(`\bdate\s+(-u\s+)?["']?\+|\$\(date\)|%Y-?%m`)
	sends         = regexp.MustCompile(`\b(aws|s3cmd|rclone|gsutil|gcloud|mc|b2|az|scp|rsync|sftp|curl|restic|borg|s5cmd)\s`)
	forgets       = regexp.MustCompile(`\bfind\b|\brm\b|-mtime|\bforget\b|\bprune\b|\bclean|--(keep|remove|retention|retain)|(?i)retention|\bexpire|\btail\b|\bhead\b|lifecycle|\bdelete`)
)

// BacksUp finds what backs a database up, if a job does.
func (j *Job) BacksUp() (Line, bool) {
	if l, ok := j.does(backsUp); ok {
		return l, true
	}
	if j.Whole {
		return Line{}, false
	}
	for _, part := range commandParts.Split(j.Command, -1) {
		named := backsUpByName.FindString(strings.Join(program(strings.Fields(part)), " "))
		if named != "" && !asksAfter.MatchString(named) {
			return Line{j.Command, j.Span}, true
		}
	}
	return Line{}, false
}

// commandParts are what stands between the commands of a line.
var commandParts = regexp.MustCompile(`[;|&\n]+`)

// program gives the words of a command that say what is run: the first that
// is no shell and no user; all of those that docker is given.
func program(words []string) []string {
	for i, w := range words {
		switch base := path.Base(strings.Trim(w, `"'`)); {
		case base == "docker" || base == "docker-compose" || base == "podman" || base == "kubectl" || base == "manage.py" || base == "make":
			return words[i:]
		case strings.Contains(w, "=") || strings.HasPrefix(w, "-") || i == 0 && len(words) > 1 && cronUser.MatchString(w):
		case base == "sudo" || base == "sh" || base == "bash" || base == "env" || base == "exec" || base == "nice" || strings.HasPrefix(base, "python"):
		case base == "echo" || base == "printf" || base == "cd":
			return nil
		default:
			return words[i : i+1]
		}
	}
	return nil
}

// cronUser tells what may be the user in a line of cron.
var cronUser = regexp.MustCompile(`^(root|postgres|www-data|[a-z]+user|ubuntu|deploy|django|app)$`)

// Restores finds what brings a backup back, if a job does.
func (j *Job) Restores() (Line, bool) {
	if _, about := j.does(aboutBackups); !about {
		return Line{}, false // what fills a database for tests
	}
	return j.does(restores)
}

// Encrypts finds what encrypts what a job writes; restic and borg do so by
// themselves.
func (j *Job) Encrypts() (Line, bool) { return j.does(encrypts) }

// Renews finds what renews certificates, if a job does.
func (j *Job) Renews() (Line, bool) { return j.does(renews) }

// Obtains finds what gets a certificate, if a job does.
func (j *Job) Obtains() (Line, bool) { return j.does(obtains) }

// Deletes finds what deletes data that is old, if a job does.
func (j *Job) Deletes() (Line, bool) { return j.does(deletes) }

// Unnoticed finds a backup that reports success though it failed: what fails
// is passed over, or is the first part of a pipe, the last of which counts.
func (j *Job) Unnoticed() (Line, bool) {
	if l, ok := j.does(passedOver); ok {
		return l, true
	}
	if _, ok := j.does(looksAt); ok {
		return Line{}, false
	}
	return j.does(piped)
}

// Dated finds a backup that is written to a file of its own each time, on
// the same host; nothing then makes room.
func (j *Job) Dated() (Line, bool) {
	if _, ok := j.does(sends); ok || !j.Whole && len(j.Runs) > 1 {
		return Line{}, false
	}
	if _, ok := j.does(backsUp); !ok || j.Forgets() {
		return Line{}, false
	}
	return j.does(dated)
}

// Forgets reports whether anything that a job runs may delete older files.
func (j *Job) Forgets() bool { _, ok := j.does(forgets); return ok }

// addJob adds a job; what it runs is followed when all files are there.
func (f *Facts) addJob(j Job) {
	if len(f.Jobs) < maxJobs {
		f.Jobs = append(f.Jobs, &j)
	}
}

// maxJobs bounds the jobs of a repository.
const maxJobs = 1000

// assembleJobs follows what jobs run, and adds those that processes are.
func (f *Facts) assembleJobs() {
	f.assembleTimers()
	for _, p := range f.Processes {
		f.exporterOf(p)
		f.poolerOf(p)
		f.jobOf(p)
	}
	run := map[string]bool{}
	for _, j := range f.Jobs {
		for _, name := range f.follow(j) {
			run[name] = run[name] || j.Scheduled()
		}
	}
	f.Jobs = slices.DeleteFunc(f.Jobs, func(j *Job) bool { return !j.Scheduled() && run[j.File] })
}

// follow takes the commands of the scripts that a job runs, and lists those.
func (f *Facts) follow(j *Job) []string {
	if len(j.Runs) > 0 {
		return nil // a script itself
	}
	var names []string
	for _, line := range strings.Split(j.Command, "\n") {
		j.Runs = append(j.Runs, Line{line, j.Span})
	}
	for _, s := range f.scripts(j.Command, path.Dir(j.File)) {
		if j.sources(path.Base(s.File)) {
			continue // functions that it may call
		}
		j.Whole = true
		names = append(names, s.File)
		if file, err := f.tree.Read(s.File); err == nil {
			j.Runs = append(j.Runs, scriptLines(file)...)
		}
	}
	return names
}

// sources reports whether a script is only taken in by what a job runs.
func (j *Job) sources(base string) bool {
	_, ok := j.does(regexp.MustCompile(`^(source|\.)\s+\S*` + regexp.QuoteMeta(base) + `\b`))
	return ok
}

// scriptLines are the lines of a script that do something.
func scriptLines(file *source.File) []Line {
	var all []Line
	for _, l := range linesOf(file) {
		text := strings.TrimSpace(l.Text)
		if text == "" || text[0] == '#' || says(text) {
			continue
		}
		all = append(all, Line{text, l.Span})
	}
	return all
}

var (
	backupImage = regexp.MustCompile(`(?i)(postgres|pg|mysql|mariadb|db|database|volume|mongo)[\w-]*-?(backup|cron-backup|dump)|backup[\w-]*(postgres|pg|mysql|db)|(^|/)(restic|borgmatic|resticker)\b`)
	// selfTimed are backup images that are run regularly unless they are told
	// when.
	selfTimed = regexp.MustCompile(`prodrigestivill/postgres-backup-local|offen/docker-volume-backup|kartoza/pg-backup|tiredofit/db-backup|nfrastack/container-db-backup|databack/mysql-backup|fradelg/mysql-cron-backup|borgmatic`)
	timing    = regexp.MustCompile(`^(SCHEDULE|BACKUP_CRON(_EXPRESSION)?|CRON_(TIME|SCHEDULE|EXPRESSION)|BACKUP_SCHEDULE|CRONTAB|DB_DUMP_FREQ|DB_DUMP_CRON|BACKUP_INTERVAL|DEFAULT_BACKUP_INTERVAL|CRON)$`)
	loops     = regexp.MustCompile(`\b(while|until)\b.*\bsleep\b|\b(crond|supercronic|go-cron|dcron)\b`)
	sleeps    = regexp.MustCompile(`\bsleep\s+["']?\$*\{?(?:[A-Z_]+:-)?(\d+)([smhd]?)`)
)

// jobOf adds what a process of compose or a unit does again and again, or
// would do once.
func (f *Facts) jobOf(p *Process) {
	f.ofelia(p)
	j := Job{Where: p.Where, Span: p.Span, Command: p.Command}
	runs := p.Command
	for _, s := range f.scripts(p.Command, processFolder(p)) {
		for _, c := range s.Commands {
			runs += "\n" + c.Text
		}
		if file, err := f.tree.Read(s.File); err == nil && loops.MatchString(strings.ReplaceAll(file.Text, "\n", " ")) {
			runs += "\n" + "while sleep"
		}
	}
	switch {
	case p.Kind == Compose && backupImage.MatchString(p.Image):
		j.Command = "backup by the image " + p.Image
		j.Runs = []Line{{"pg_dump by the image " + p.Image, p.Span}}
		for _, v := range p.Env {
			if timing.MatchString(v.Name) {
				j.By, j.Schedule = "the service "+p.Name, Schedule{Text: shownText(v.Text), Days: daysOf(v.Text)}
			}
		}
		if selfTimed.MatchString(p.Image) && j.By == "" {
			j.By, j.Schedule = "the service "+p.Name, Schedule{Text: "the image's own", Days: 1}
		}
	case loops.MatchString(strings.ReplaceAll(runs, "\n", " ")):
		j.By, j.Schedule = "the service "+p.Name, Schedule{Text: "a loop", Days: sleptDays(runs)}
	case p.Kind == Compose && obtains.MatchString(strings.TrimSpace(p.Command)) && strings.Contains(p.Image, "certbot"):
		j.Command, j.container = "certbot "+p.Command, true
	default:
		return
	}
	f.addJob(j)
}

func processFolder(p *Process) string {
	if p.Build != nil {
		return p.Build.Context
	}
	return path.Dir(p.File)
}

func shownText(t Text) string {
	if t.Opaque != "" || t.Value == "" {
		return "a variable's"
	}
	return t.Value
}

func daysOf(t Text) int {
	if t.Opaque != "" {
		return 0
	}
	return cronDays(t.Value)
}

// sleptDays is how many days lie between two rounds of a loop.
func sleptDays(text string) int {
	m := sleeps.FindStringSubmatch(text)
	if m == nil {
		return 0
	}
	seconds := map[string]int{"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}[m[2]]
	return max(1, atMost(m[1], 100_000_000)*seconds/86400)
}

func atMost(digits string, bound int) int {
	n := 0
	for _, d := range digits {
		if n = n*10 + int(d-'0'); n > bound {
			return bound
		}
	}
	return n
}

// ofelia adds the jobs that labels of a service give to ofelia.
func (f *Facts) ofelia(p *Process) {
	for _, l := range p.Labels {
		name, ok := strings.CutPrefix(l.Name, "ofelia.")
		if !ok || !strings.HasSuffix(name, ".schedule") {
			continue
		}
		prefix := "ofelia." + strings.TrimSuffix(name, "schedule")
		for _, c := range p.Labels {
			if c.Name == prefix+"command" {
				f.addJob(Job{Where: p.Where, By: "ofelia", Span: l.Span, Command: c.Text.Value, Schedule: Schedule{Text: shownText(l.Text), Days: daysOf(l.Text)}})
			}
		}
	}
}

// both makes one reader of two.
func both(a, b reader) reader {
	return func(f *Facts, file *source.File) {
		a(f, file)
		b(f, file)
	}
}

// readRenderCron reads the cron jobs of render.yaml.
func readRenderCron(f *Facts, file *source.File) {
	docs, _ := documents(file)
	for _, doc := range docs {
		for _, s := range doc.get("services").items() {
			if schedule := s.get("schedule"); s.get("type").text() == "cron" && schedule.text() != "" {
				f.addJob(Job{Where: where(file), By: "Render", Span: schedule.span(), Command: s.get("startCommand").text(), Schedule: Schedule{Text: schedule.shown(), Days: cronDays(schedule.text())}})
			}
		}
	}
}

// readAppCron reads the cron jobs of app.json, as Dokku and Scalingo have
// them.
func readAppCron(f *Facts, file *source.File) {
	docs, _ := documents(file)
	for _, doc := range docs {
		for _, item := range doc.get("cron").items() {
			if schedule := item.get("schedule"); schedule.text() != "" {
				f.addJob(Job{Where: where(file), By: "the platform", Span: schedule.span(), Command: item.get("command").text(), Schedule: Schedule{Text: schedule.text(), Days: cronDays(schedule.text())}})
			}
		}
	}
}
