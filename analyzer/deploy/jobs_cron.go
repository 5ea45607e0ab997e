package deploy

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

var (
	cronLine = regexp.MustCompile(`^\s*(@(?:hourly|daily|midnight|weekly|monthly|yearly|annually|reboot|every\s+\S+)|(?:[\d*/,\-LW#?HA-Za-z~]+\s+){4}[\d*/,\-L#?A-Za-z~]+)\s+(\S.*)$`)
	cronName = map[string]int{"@hourly": 1, "@daily": 1, "@midnight": 1, "@weekly": 7, "@monthly": 31, "@yearly": 366, "@annually": 366}
	every    = regexp.MustCompile(`^@every\s+(\d+)([smhd])`)
)

// cronDays is how many days at most lie between two runs; 0 if it is not
// understood, or if only a restart runs it.
func cronDays(text string) int {
	text = strings.TrimSpace(text)
	if days, ok := cronName[text]; ok {
		return days
	}
	if m := every.FindStringSubmatch(text); m != nil {
		return max(1, atMost(m[1], 100_000_000)*map[string]int{"s": 1, "m": 60, "h": 3600, "d": 86400}[m[2]]/86400)
	}
	fields := strings.Fields(text)
	if len(fields) == 6 {
		fields = fields[1:] // seconds first
	}
	if len(fields) != 5 {
		return 0
	}
	star := func(s string) bool { return s == "*" || s == "?" || s == "*/1" }
	switch dom, month, dow := fields[2], fields[3], fields[4]; {
	case !star(month):
		return monthsDays(month)
	case star(dom) && star(dow):
		return 1
	case !star(dow):
		return 7
	case strings.HasPrefix(dom, "*/"):
		return max(1, min(31, atMost(strings.TrimLeft(dom, "*/"), 31)))
	}
	return 31
}

// monthsDays is how many days at most lie between two of the months that a
// field of cron lists.
func monthsDays(field string) int {
	every, ok := strings.CutPrefix(field, "*/")
	if ok && every != "" {
		return min(366, max(1, atMost(every, 12))*31)
	}
	var months []int
	for part := range strings.SplitSeq(field, ",") {
		n, err := strconv.Atoi(part)
		if err != nil || n < 1 || n > 12 {
			return 366
		}
		months = append(months, n)
	}
	slices.Sort(months)
	longest := months[0] + 12 - months[len(months)-1]
	for i := 1; i < len(months); i++ {
		longest = max(longest, months[i]-months[i-1])
	}
	return min(366, longest*31)
}

// cronLines adds the jobs of lines of cron.
func (f *Facts) cronLines(lines []Line, w Where, by string) {
	for _, l := range lines {
		text := strings.TrimSpace(l.Text)
		if text == "" || text[0] == '#' {
			continue
		}
		m := cronLine.FindStringSubmatch(text)
		if m == nil || strings.HasPrefix(m[1], "@reboot") || !strings.HasPrefix(m[1], "@") && cronDays(m[1]) == 0 || !strings.ContainsAny(m[1], "0123456789*@") {
			continue
		}
		f.addJob(Job{Where: w, By: by, Span: l.Span, Command: m[2], Schedule: Schedule{Text: m[1], Days: cronDays(m[1])}})
	}
}

// readCrontab reads a file for cron(8).
func readCrontab(f *Facts, file *source.File) { f.cronLines(linesOf(file), where(file), "cron") }

// cronFolder tells scripts that cron runs every so often.
var cronFolder = regexp.MustCompile(`(^|/)(?:etc/)?(?:cron\.|periodic/)(hourly|daily|weekly|monthly)/[^/]+$`)

// readCronScript reads a script in a folder of cron.
func readCronScript(f *Facts, file *source.File) {
	if m := cronFolder.FindStringSubmatch(file.Path); m != nil {
		f.addJob(Job{Where: where(file), By: "cron", Span: lineSpan(file, 1), Command: path.Base(file.Path), Runs: scriptLines(file), Whole: true, Schedule: Schedule{Text: m[2], Days: cronName["@"+m[2]]}})
	}
}

// scriptOfJob tells scripts that would be jobs by their names.
var scriptOfJob = regexp.MustCompile(`(?i)backup|back_up|(^|[/_-])(pg_?|db_?|mysql_?)?dump([_-]|\.|$)`)

// readJobScript keeps a script that makes backups, by its name and by what it
// does.
func readJobScript(f *Facts, file *source.File) {
	base := path.Base(file.Path)
	if !scriptOfJob.MatchString(base) || strings.Contains(base, "restore") || strings.Contains(base, "list") {
		return
	}
	f.addJob(Job{Where: where(file), Span: lineSpan(file, 1), Command: base, Runs: scriptLines(file), Whole: true})
}

// A timer is one of systemd, kept until its service is there.
type timer struct {
	Where
	name, unit string
	schedule   Schedule
	span       source.Span
}

// readTimer reads a timer of systemd.
func readTimer(f *Facts, file *source.File) {
	name := templateEnding.ReplaceAllString(path.Base(file.Path), "")
	t := timer{Where: where(file), name: name, unit: strings.TrimSuffix(name, ".timer") + ".service"}
	for _, e := range entries(file, false) {
		if e.section != "Timer" {
			continue
		}
		switch e.name {
		case "OnCalendar", "OnUnitActiveSec", "OnUnitInactiveSec":
			t.schedule, t.span = Schedule{Text: e.value, Days: calendarDays(e.name, e.value)}, e.span
		case "Unit":
			t.unit = e.value
		}
	}
	if t.schedule.Text != "" {
		f.timers = append(f.timers, t)
	}
}

var weekday = regexp.MustCompile(`(?i)\b(mon|tue|wed|thu|fri|sat|sun)`)

// calendarDays is how many days at most lie between two runs of a timer; 0
// if it is not understood.
func calendarDays(option, text string) int {
	text = strings.TrimSpace(text)
	switch days, named := cronName["@"+strings.ToLower(text)]; {
	case option != "OnCalendar":
		if strings.Contains(text, "d") || strings.Contains(text, "w") {
			return 0
		}
		return 1
	case named:
		return days
	case strings.Contains(text, ".."):
		return 7
	case weekday.MatchString(text):
		return 7
	case strings.HasPrefix(text, "*-*-*") || !strings.Contains(text, "-"):
		return 1
	case strings.HasPrefix(text, "*-*-"):
		return 31
	}
	return 0
}

// assembleTimers joins timers with the services that they start.
func (f *Facts) assembleTimers() {
	for _, t := range f.timers {
		j := Job{Where: t.Where, By: "the timer " + t.name, Span: t.span, Schedule: t.schedule, Command: t.unit}
		for _, p := range f.Processes {
			if p.Kind == Unit && templateEnding.ReplaceAllString(p.Name, "") == t.unit {
				j.Command = p.Command
			}
		}
		f.addJob(j)
	}
}

// readCronJobs reads the CronJobs of Kubernetes, and backups that an operator
// of PostgreSQL makes.
func readCronJobs(f *Facts, file *source.File) {
	if !strings.Contains(file.Text, "schedule") {
		return
	}
	docs, _ := documents(file)
	for _, doc := range docs {
		schedule := doc.get("spec", "schedule")
		if !schedule.ok() {
			continue
		}
		switch doc.get("kind").text() {
		case "CronJob":
			var commands []string
			for _, c := range doc.get("spec", "jobTemplate", "spec", "template", "spec", "containers").items() {
				commands = append(commands, strings.TrimSpace(c.get("command").words()+" "+c.get("args").words()))
			}
			if onOff(plain(doc.get("spec", "suspend").text())).Value != "yes" {
				f.addJob(Job{Where: where(file), By: "a CronJob", Span: schedule.span(), Command: strings.Join(commands, "\n"), Schedule: Schedule{Text: orElse(schedule.shown(), "a template's"), Days: cronDays(schedule.text())}})
			}
		case "ScheduledBackup": // CloudNativePG
			f.addJob(Job{Where: where(file), By: "a ScheduledBackup", Span: schedule.span(), Command: "pg_basebackup by the operator", Schedule: Schedule{Text: orElse(schedule.shown(), "a template's"), Days: cronDays(schedule.text())}})
		}
	}
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
