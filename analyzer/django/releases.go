package django

import (
	"time"

	"github.com/deploycheck/deploycheck/analyzer/deps/pep440"
)

// A Series is a line of releases of Django, such as 5.2.
type Series struct {
	Name     string // "5.2"
	LTS      bool   // supported for years, not months
	Released string // dates are as 2025-04-02
	// Mainstream is when fixes of mere bugs end, End when fixes of security
	// end. Dates to come are the ends of the months that Django's roadmap names.
	Mainstream, End string
	Latest          string // the newest release that the table knows
	LatestOn        string // its date
}

// TableDate is the day as of which the table of series stands.
const TableDate = "2026-08-22"

// allSeries lists the series of Django, the newest first.
// https://www.djangoproject.com/download/#supported-versions
// https://endoflife.date/django
var allSeries = []Series{
	{"6.1", false, "2026-08-05", "2027-04-30", "2027-12-31", "6.1", "2026-08-05"},
	{"6.0", false, "2025-12-03", "2026-08-04", "2027-04-30", "6.0.8", "2026-08-04"},
	{"5.2", true, "2025-04-02", "2025-12-03", "2028-04-30", "5.2.17", "2026-08-04"},
	{"5.1", false, "2024-08-07", "2025-04-02", "2025-12-03", "5.1.15", "2025-12-02"},
	{"5.0", false, "2023-12-04", "2024-08-07", "2025-04-02", "5.0.14", "2025-04-02"},
	{"4.2", true, "2023-04-03", "2023-12-04", "2026-04-07", "4.2.30", "2026-04-07"},
	{"4.1", false, "2022-08-03", "2023-04-05", "2023-12-01", "4.1.13", "2023-11-01"},
	{"4.0", false, "2021-12-07", "2022-08-03", "2023-04-01", "4.0.10", "2023-02-14"},
	{"3.2", true, "2021-04-06", "2021-12-07", "2024-04-01", "3.2.25", "2024-03-04"},
	{"3.1", false, "2020-08-04", "2021-04-06", "2021-12-07", "3.1.14", "2021-12-07"},
	{"3.0", false, "2019-12-02", "2020-08-03", "2021-04-06", "3.0.14", "2021-04-06"},
	{"2.2", true, "2019-04-01", "2019-12-02", "2022-04-11", "2.2.28", "2022-04-11"},
	{"2.1", false, "2018-08-01", "2019-04-01", "2019-12-02", "2.1.15", "2019-12-02"},
	{"2.0", false, "2017-12-02", "2018-08-01", "2019-04-01", "2.0.13", "2019-02-12"},
	{"1.11", true, "2017-04-04", "2017-12-02", "2020-04-01", "1.11.29", "2020-03-04"},
	{"1.10", false, "2016-08-01", "2017-04-04", "2017-12-02", "1.10.8", "2017-09-05"},
	{"1.9", false, "2015-12-01", "2016-08-01", "2017-04-04", "1.9.13", "2017-04-04"},
	{"1.8", false, "2015-04-01", "2015-12-01", "2018-04-01", "1.8.19", "2018-03-06"},
	{"1.7", false, "2014-09-03", "2015-04-01", "2015-12-01", "1.7.11", "2015-11-24"},
	{"1.6", false, "2013-11-06", "2014-09-02", "2015-04-01", "1.6.11", "2015-03-18"},
	{"1.5", false, "2013-02-26", "2013-11-06", "2014-09-02", "1.5.12", "2015-01-02"},
	{"1.4", false, "2012-03-23", "2013-02-26", "2015-10-01", "1.4.22", "2015-08-18"},
	{"1.3", false, "2011-03-23", "2012-03-23", "2013-02-26", "1.3.7", "2013-02-21"},
}

// SeriesOf is the series of a version; false if the table does not know it.
func SeriesOf(version string) (Series, bool) {
	v, err := pep440.Parse(version)
	if err != nil {
		return Series{}, false
	}
	for _, s := range allSeries {
		if s.Name == v.Series() {
			return s, true
		}
	}
	return Series{}, false
}

// EndsIn is the time from a day until fixes of security end; negative if they
// have ended. False if the table does not say when.
func (s Series) EndsIn(day time.Time) (time.Duration, bool) {
	end, err := time.Parse(time.DateOnly, s.End)
	if err != nil {
		return 0, false
	}
	return end.AddDate(0, 0, 1).Sub(day), true
}

// Supported lists the series that get fixes of security on a day, the oldest
// first.
func Supported(day time.Time) []Series {
	var supported []Series
	for _, s := range allSeries {
		if left, ok := s.EndsIn(day); ok && left > 0 {
			supported = append([]Series{s}, supported...)
		}
	}
	return supported
}
