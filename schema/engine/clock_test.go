package engine

import (
	"strings"
	"testing"
	"time"
	_ "time/tzdata" // so that the tests do not depend on the machine's zones

	"github.com/stagecraft-dev/stagecraft/schema"
	"pgregory.net/rapid"
)

func calendar(t testing.TB, zone string, hours map[string]string, holidays ...string) *Calendar {
	t.Helper()
	c, err := ParseCalendar(&schema.Calendar{Name: "c", TimeZone: zone, Hours: hours, Holidays: holidays})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func instant(t testing.TB, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestAdd(t *testing.T) {
	office := map[string]string{"weekdays": "09:00-17:00"}
	lunch := map[string]string{"weekdays": "09:00-12:00, 13:00-17:00", "friday": "09:00-13:00", "saturday": "10:00-12:00"}
	always := map[string]string{"everyday": "00:00-24:00"}
	sunday := map[string]string{"sunday": "00:00-06:00"}
	xmas := []string{"2026-12-25", "2026-12-28"}
	const ny, berlin = "America/New_York", "Europe/Berlin"

	for _, c := range []struct {
		name, zone string
		hours      map[string]string
		holidays   []string
		start, d   string
		want       string
	}{
		{"within the day", ny, office, nil, "2026-03-03T10:00:00-05:00", "4h", "2026-03-03T14:00:00-05:00"},
		{"over night", ny, office, nil, "2026-03-03T15:00:00-05:00", "4h", "2026-03-04T11:00:00-05:00"},
		{"to the closing, not the next opening", ny, office, nil, "2026-03-03T09:00:00-05:00", "8h", "2026-03-03T17:00:00-05:00"},
		{"a minute past the closing", ny, office, nil, "2026-03-03T09:00:00-05:00", "481m", "2026-03-04T09:01:00-05:00"},
		{"starts before the opening", ny, office, nil, "2026-03-03T06:30:00-05:00", "30m", "2026-03-03T09:30:00-05:00"},
		{"starts at the closing", ny, office, nil, "2026-03-03T17:00:00-05:00", "1h", "2026-03-04T10:00:00-05:00"},
		{"start given in another zone", ny, office, nil, "2026-03-03T15:00:00Z", "4h", "2026-03-03T14:00:00-05:00"},
		{"seconds are kept", ny, office, nil, "2026-03-03T16:59:30-05:00", "1m", "2026-03-04T09:00:30-05:00"},
		{"nothing", ny, office, nil, "2026-03-07T12:00:00-05:00", "0m", "2026-03-07T12:00:00-05:00"},
		{"over the weekend and the clock change", ny, office, nil, "2026-03-06T16:00:00-05:00", "4h", "2026-03-09T12:00:00-04:00"},
		{"over a holiday and a weekend", berlin, office, xmas, "2026-12-24T16:00:00+01:00", "2h", "2026-12-29T10:00:00+01:00"},
		{"a lunch break", berlin, lunch, nil, "2026-06-02T11:30:00+02:00", "1h", "2026-06-02T13:30:00+02:00"},
		{"starts in the lunch break", berlin, lunch, nil, "2026-06-02T12:20:00+02:00", "1h", "2026-06-02T14:00:00+02:00"},
		{"days of their own win over the group", berlin, lunch, nil, "2026-06-05T12:00:00+02:00", "2h", "2026-06-06T11:00:00+02:00"},
		{"many weeks", ny, office, nil, "2026-01-05T09:00:00-05:00", "400h", "2026-03-13T17:00:00-04:00"},

		// spring forward: 2026-03-08 02:00 → 03:00 in New York; fall back: 2026-11-01 02:00 → 01:00
		{"spring: the hour that is left out does not count", ny, always, nil, "2026-03-08T00:00:00-05:00", "4h", "2026-03-08T05:00:00-04:00"},
		{"fall: the hour that comes twice counts twice", ny, always, nil, "2026-11-01T00:00:00-04:00", "4h", "2026-11-01T03:00:00-05:00"},
		{"spring: a day has 23 hours", ny, always, nil, "2026-03-08T00:00:00-05:00", "23h", "2026-03-09T00:00:00-04:00"},
		{"fall: a day has 25 hours", ny, always, nil, "2026-11-01T00:00:00-04:00", "25h", "2026-11-02T00:00:00-05:00"},
		{"spring: six open hours are five", ny, sunday, nil, "2026-03-08T00:00:00-05:00", "5h", "2026-03-08T06:00:00-04:00"},
		{"fall: six open hours are seven", ny, sunday, nil, "2026-11-01T00:00:00-04:00", "7h", "2026-11-01T06:00:00-05:00"},
		{"spring: opens inside the gap", ny, map[string]string{"sunday": "02:30-04:00"}, nil, "2026-03-08T00:00:00-05:00", "30m", "2026-03-08T03:30:00-04:00"},
		{"spring: hours wholly in the gap do not exist", ny, map[string]string{"sunday": "02:00-03:00"}, nil, "2026-03-08T00:00:00-05:00", "30m", "2026-03-15T02:30:00-04:00"},
		{"fall: hours inside the overlap are there twice", ny, map[string]string{"sunday": "01:15-01:45"}, nil, "2026-11-01T00:00:00-04:00", "45m", "2026-11-01T01:30:00-05:00"},
		{"spring in Berlin", berlin, always, nil, "2026-03-29T00:00:00+01:00", "3h", "2026-03-29T04:00:00+02:00"},
		{"a day that starts at one o'clock", "America/Santiago", always, nil, "2026-09-05T23:00:00-04:00", "2h", "2026-09-06T02:00:00-03:00"},
		{"a date that does not exist", "Pacific/Apia", office, nil, "2011-12-29T16:00:00-10:00", "2h", "2012-01-02T10:00:00+14:00"},

		{"a working day", ny, office, nil, "2026-03-03T10:00:00-05:00", "1d", "2026-03-04T10:00:00-05:00"},
		{"working days over the weekend keep the time of day", ny, office, nil, "2026-03-06T10:00:00-05:00", "2d", "2026-03-10T10:00:00-04:00"},
		{"a working day from the weekend starts on Monday", ny, office, nil, "2026-03-07T10:00:00-05:00", "1d", "2026-03-10T09:00:00-04:00"},
		{"a working day from the evening starts in the morning", ny, office, nil, "2026-03-03T20:00:00-05:00", "1d", "2026-03-05T09:00:00-05:00"},
		{"a working day over holidays", berlin, office, xmas, "2026-12-24T10:00:00+01:00", "1d", "2026-12-29T10:00:00+01:00"},
		{"a working day that ends earlier", berlin, lunch, nil, "2026-06-04T16:00:00+02:00", "1d", "2026-06-05T13:00:00+02:00"},
		{"a working day that starts later", berlin, lunch, nil, "2026-06-05T09:30:00+02:00", "1d", "2026-06-06T10:00:00+02:00"},
		{"a working day into the gap", ny, map[string]string{"everyday": "00:00-24:00"}, nil, "2026-03-07T02:30:00-05:00", "1d", "2026-03-08T03:30:00-04:00"},
		{"a month", ny, office, nil, "2026-02-02T10:00:00-05:00", "1mo", "2026-03-02T10:00:00-05:00"},
		{"a month onto a weekend", ny, office, nil, "2026-01-07T10:00:00-05:00", "1mo", "2026-02-09T10:00:00-05:00"},
		{"the 31st of a shorter month", ny, always, nil, "2026-01-31T10:00:00-05:00", "1mo", "2026-02-28T10:00:00-05:00"},
		{"days, then hours", ny, office, nil, "2026-03-03T10:00:00-05:00", "1d4h", "2026-03-04T14:00:00-05:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := schema.ParseDuration(c.d)
			if err != nil {
				t.Fatal(err)
			}
			cal := calendar(t, c.zone, c.hours, c.holidays...)
			got := Add(cal, instant(t, c.start), d)
			if !got.Equal(instant(t, c.want)) {
				t.Errorf("Add(%s, %s) = %s, want %s", c.start, c.d, got.Format(time.RFC3339), c.want)
			}
			if got.Location() != cal.Location() {
				t.Errorf("the result is in %s, want the calendar's zone", got.Location())
			}
		})
	}
}

func TestAddElapsed(t *testing.T) {
	ny, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, start, d, want string }{
		{"hours run at night", "2026-03-06T22:00:00-05:00", "4h", "2026-03-07T02:00:00-05:00"},
		{"a day is 24 hours when clocks go forward", "2026-03-07T12:00:00-05:00", "1d", "2026-03-08T13:00:00-04:00"},
		{"a day is 24 hours when clocks go back", "2026-10-31T12:00:00-04:00", "1d", "2026-11-01T11:00:00-05:00"},
		{"a month is a calendar month", "2026-01-31T12:00:00-05:00", "1mo", "2026-02-28T12:00:00-05:00"},
		{"a year from a leap day", "2028-02-29T12:00:00-05:00", "1y", "2029-02-28T12:00:00-05:00"},
	} {
		d, err := schema.ParseDuration(c.d)
		if err != nil {
			t.Fatal(err)
		}
		if got := Add(nil, instant(t, c.start).In(ny), d); !got.Equal(instant(t, c.want)) {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestElapsed(t *testing.T) {
	cal := calendar(t, "America/New_York", map[string]string{"weekdays": "09:00-17:00", "sunday": "00:00-06:00"}, "2026-03-10")
	for _, c := range []struct {
		name, from, to string
		want           time.Duration
	}{
		{"within a day", "2026-03-03T10:00:00-05:00", "2026-03-03T12:30:00-05:00", 150 * time.Minute},
		{"outside hours", "2026-03-03T18:00:00-05:00", "2026-03-04T08:00:00-05:00", 0},
		{"over a night", "2026-03-03T16:00:00-05:00", "2026-03-04T10:00:00-05:00", 2 * time.Hour},
		{"over the short Sunday and a holiday", "2026-03-06T17:00:00-05:00", "2026-03-11T09:00:00-04:00", 5*time.Hour + 8*time.Hour},
		{"backward", "2026-03-04T10:00:00-05:00", "2026-03-03T10:00:00-05:00", 0},
	} {
		if got := Elapsed(cal, instant(t, c.from), instant(t, c.to)); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
	if got := Elapsed(nil, instant(t, "2026-03-07T12:00:00-05:00"), instant(t, "2026-03-08T12:00:00-04:00")); got != 23*time.Hour {
		t.Errorf("plain time over the change: got %s, want 23h", got)
	}
}

func TestParseCalendarErrors(t *testing.T) {
	for _, c := range []struct {
		name, zone string
		hours      map[string]string
		holiday    string
		want       string
	}{
		{"no zone", "", map[string]string{"monday": "09:00-17:00"}, "", "needs a time zone"},
		{"unknown zone", "Europe/Nowhere", map[string]string{"monday": "09:00-17:00"}, "", "not known"},
		{"the machine's own zone", "Local", map[string]string{"monday": "09:00-17:00"}, "", "needs a time zone"},
		{"unknown day", "UTC", map[string]string{"mon": "09:00-17:00"}, "", "is no day"},
		{"no span", "UTC", map[string]string{"monday": "nine to five"}, "", "is no span"},
		{"backward", "UTC", map[string]string{"monday": "17:00-09:00"}, "", "ends before it starts"},
		{"past the day's end", "UTC", map[string]string{"monday": "09:00-24:01"}, "", "is no span"},
		{"seventy minutes", "UTC", map[string]string{"monday": "09:70-17:00"}, "", "is no span"},
		{"overlap", "UTC", map[string]string{"monday": "09:00-12:00, 11:00-13:00"}, "", "overlap"},
		{"never open", "UTC", map[string]string{"monday": ""}, "", "no business hours on any day"},
		{"nothing", "UTC", nil, "", "no business hours on any day"},
		{"holiday", "UTC", map[string]string{"monday": "09:00-17:00"}, "25 December", "is no date"},
	} {
		cal := &schema.Calendar{Name: "c", TimeZone: c.zone, Hours: c.hours}
		if c.holiday != "" {
			cal.Holidays = []string{c.holiday}
		}
		if _, err := ParseCalendar(cal); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want an error with %q", c.name, err, c.want)
		}
	}
}

// A clock ends at the horizon rather than run for ever or overflow.
func TestAddIsBounded(t *testing.T) {
	start := instant(t, "2026-03-03T10:00:00Z")
	one := calendar(t, "UTC", map[string]string{"monday": "09:00-09:01"})
	for _, cal := range []*Calendar{nil, one} {
		for _, d := range []schema.Duration{{Minutes: 1 << 40}, {Days: 1 << 40}, {Months: 1 << 40}, {Months: 9999999 * 12, Days: 9999999, Minutes: 9999999}} {
			got := Add(cal, start, d)
			if got.Before(start) || got.After(start.AddDate(horizonYears, 0, 0)) {
				t.Errorf("Add(%+v) = %s", d, got)
			}
		}
	}
}

// Elapsed undoes Add, more time never ends earlier, and every end but a
// closing is business time.
func TestClockProperties(t *testing.T) {
	cals := []*Calendar{
		calendar(t, "America/New_York", map[string]string{"weekdays": "09:00-12:00, 13:00-17:30", "sunday": "01:15-02:45"}, "2026-07-03"),
		calendar(t, "Europe/Berlin", map[string]string{"everyday": "00:00-24:00"}),
		calendar(t, "Australia/Lord_Howe", map[string]string{"everyday": "01:00-03:00"}, "2026-04-05"),
		calendar(t, "Asia/Kolkata", map[string]string{"weekend": "22:00-24:00", "monday": "00:00-02:00"}),
	}
	base := instant(t, "2026-01-01T00:00:00Z")
	rapid.Check(t, func(t *rapid.T) {
		cal := rapid.SampledFrom(cals).Draw(t, "calendar")
		start := base.Add(time.Duration(rapid.IntRange(0, 400*24*60).Draw(t, "start")) * time.Minute)
		n := rapid.IntRange(1, 5000).Draw(t, "minutes")
		end := Add(cal, start, schema.Duration{Minutes: n})
		if got := Elapsed(cal, start, end); got != time.Duration(n)*time.Minute {
			t.Fatalf("Elapsed(%s, %s) = %s, want %dm", start, end, got, n)
		}
		if later := Add(cal, start, schema.Duration{Minutes: n + 1}); !later.After(end) {
			t.Fatalf("a minute more ends at %s, not after %s", later, end)
		}
		if !cal.Open(end.Add(-time.Nanosecond)) {
			t.Fatalf("%s does not end business time", end)
		}
		days := rapid.IntRange(1, 60).Draw(t, "days")
		d1, d2 := Add(cal, start, schema.Duration{Days: days}), Add(cal, start, schema.Duration{Days: days + 1})
		if !d2.After(d1) || !d1.After(start) {
			t.Fatalf("%d days end at %s, one more at %s", days, d1, d2)
		}
	})
}

func BenchmarkAddYear(b *testing.B) {
	cal := calendar(b, "America/New_York", map[string]string{"weekdays": "09:00-17:00"})
	start := instant(b, "2026-01-05T09:00:00-05:00")
	for b.Loop() {
		Add(cal, start, schema.Duration{Minutes: 2000 * 60})
	}
}
