package report

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/deploycheck/deploycheck/analyzer/source"
)

// The kinds of notification, in the order of the driver's descriptors.
const (
	notUnderstood = iota
	cut
	failed
)

// kinds says each kind in words: ID, name, one sentence, what to do.
var kinds = [...][4]string{
	notUnderstood: {
		"input-not-understood", "InputNotUnderstood",
		"Some input could not be understood; nothing is claimed about what depends on it.",
		"See whether the file reads as it should. If it does, report it: what is common should be understood.",
	},
	cut: {
		"results-cut", "ResultsCut",
		"There were more results than GitHub shows, or results without a place; they are left out of this file.",
		"Mend the worst findings first, or read all of them in the text or JSON report.",
	},
	failed: {
		"nothing-judged", "NothingJudged",
		"The analysis could not be carried out, so the absence of results means nothing.",
		"The message says what to change.",
	},
}

// notifications describes the kinds of notification.
func notifications() []*sarif.ReportingDescriptor {
	var out []*sarif.ReportingDescriptor
	for _, k := range kinds {
		d := sarif.NewRule(k[0]).WithName(k[1]).
			WithShortDescription(sarif.NewMultiformatMessageString(k[2])).
			WithFullDescription(sarif.NewMultiformatMessageString(k[2])).
			WithHelp(sarif.NewMultiformatMessageString(k[3]).WithMarkdown(k[3]))
		out = append(out, d)
	}
	return out
}

// invocation tells that the analysis was carried out, even where some input
// could not be read: GitHub drops the results of one that was not.
func (s *sarifWriter) invocation() *sarif.Invocation {
	i := sarif.NewInvocation().WithExecutionSuccess(s.options.Failure == "")
	if s.options.Failure != "" {
		i.AddTToolExecutionNotification(notification(failed, "error", Printable(sentence(s.options.Failure))))
	}
	notes := sortedNotes(s.report.Notes)
	for n, note := range notes {
		if n == maxNotes {
			text := fmt.Sprintf("%s more of this kind.", count(len(notes)-n, "notification"))
			i.AddTToolExecutionNotification(notification(notUnderstood, "warning", text))
			break
		}
		entry := notification(notUnderstood, "warning", unlinked(Printable(noteText(note))))
		if !note.Span.IsZero() {
			entry.AddLocation(s.location(note.Span))
		}
		i.AddTToolExecutionNotification(entry)
	}
	if s.left > 0 {
		text := fmt.Sprintf("%s left out, the least severe ones: GitHub shows %d.", count(s.left, "result"), maxResults)
		i.AddTToolExecutionNotification(notification(cut, "warning", text))
	}
	if s.lost > 0 {
		text := fmt.Sprintf("%s left out for having no place in a file.", count(s.lost, "result"))
		i.AddTToolExecutionNotification(notification(cut, "warning", text))
	}
	return i
}

// noteText is a note as a sentence. One about a file is worded to follow its
// name.
func noteText(n source.Note) string {
	if n.Span.IsZero() {
		return sentence(n.Text)
	}
	return n.Span.String() + ": " + strings.TrimSuffix(n.Text, ".") + "."
}

func notification(kind int, level, text string) *sarif.Notification {
	ref := sarif.NewReportingDescriptorReference().WithId(kinds[kind][0]).WithIndex(kind)
	return sarif.NewNotification().WithDescriptor(ref).WithLevel(level).WithTextMessage(text)
}

// pruned turns a log into a generic tree without nulls: the library writes
// some where the schema allows none, and an upload would be refused.
func pruned(log *sarif.Report) (any, error) {
	text, err := json.Marshal(log)
	if err != nil {
		return nil, fmt.Errorf("encode SARIF: %w", err)
	}
	var tree any
	if err := json.Unmarshal(text, &tree); err != nil {
		return nil, fmt.Errorf("decode SARIF: %w", err)
	}
	return prune(tree), nil
}

func prune(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k, e := range v {
			if e == nil {
				delete(v, k)
			} else {
				v[k] = prune(e)
			}
		}
	case []any:
		for i, e := range v {
			v[i] = prune(e)
		}
	}
	return v
}
