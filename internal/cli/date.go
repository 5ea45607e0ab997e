package cli

import (
	"strconv"
	"time"
)

// date is that as of which a run judges: now, or what SOURCE_DATE_EPOCH says,
// so that a report can be made again.
// https://reproducible-builds.org/docs/source-date-epoch/
func (a *app) date() time.Time {
	if seconds, err := strconv.ParseInt(a.Env["SOURCE_DATE_EPOCH"], 10, 64); err == nil {
		return time.Unix(seconds, 0).UTC()
	}
	return time.Now().UTC()
}
