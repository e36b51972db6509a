package emulator

import (
	"strconv"
	"time"
)

const (
	burstWindow  = 10 * time.Second
	searchWindow = time.Second
	searchMax    = 5
)

// limits counts requests. Refused requests do not count.
type limits struct {
	burst, search  []time.Time // of what was let through inside the window
	day            string
	today          int
	peak           int // most requests in one burst window
	peakSearch     int
	refused        map[string]int
	burstMax       int // 0: the tier's
	dailyMax       int
	searchOverride int
}

// Usage is what has been used of the limits since the account was made.
type Usage struct {
	Today      int            // requests since midnight in the account's time zone
	Peak       int            // most requests within any ten seconds, searches left out
	PeakSearch int            // most searches within any second
	BurstMax   int            // the limit that Peak stands against
	Refused    map[string]int // requests refused by the limits, by policy; injected ones are not counted
}

// Usage tells how much of the limits was used. A client that keeps to them leaves Refused empty.
func (a *Account) Usage() Usage {
	a.mu.Lock()
	defer a.mu.Unlock()
	l := &a.limits
	u := Usage{Today: l.today, Peak: l.peak, PeakSearch: l.peakSearch, BurstMax: l.burstLimit(a.state.Tier), Refused: map[string]int{}}
	for k, v := range l.refused {
		u.Refused[k] = v
	}
	return u
}

// SetLimits replaces the limits of the tier, for tests that would otherwise need thousands of requests; 0 leaves one as it is.
func (a *Account) SetLimits(burst, search, daily int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	l := &a.limits
	l.burstMax, l.searchOverride, l.dailyMax = pick(burst, l.burstMax), pick(search, l.searchOverride), pick(daily, l.dailyMax)
}

func pick(v, otherwise int) int {
	if v != 0 {
		return v
	}
	return otherwise
}

func (l *limits) burstLimit(t Tier) int { return pick(l.burstMax, t.burst()) }
func (l *limits) dailyLimit(t Tier) int { return pick(l.dailyMax, t.daily()) }
func (l *limits) searchLimit() int      { return pick(l.searchOverride, searchMax) }

func within(at []time.Time, now time.Time, window time.Duration) []time.Time {
	for len(at) > 0 && now.Sub(at[0]) >= window {
		at = at[1:]
	}
	return at
}

func (l *limits) refuse(policy string) error {
	if l.refused == nil {
		l.refused = map[string]int{}
	}
	l.refused[policy]++
	return tooMany(policy)
}

// take lets a request through or refuses it, and writes the headers that say what is left. Searches have a
// pool of their own and carry no headers.
func (l *limits) take(c *call, search bool) error {
	zone, err := time.LoadLocation(c.st.TimeZone)
	if err != nil {
		zone = time.UTC
	}
	if day := c.now.In(zone).Format(time.DateOnly); day != l.day {
		l.day, l.today = day, 0
	}
	l.burst = within(l.burst, c.now, burstWindow)
	l.search = within(l.search, c.now, searchWindow)
	burst, daily := l.burstLimit(c.st.Tier), l.dailyLimit(c.st.Tier)
	if !search {
		defer func() {
			h := c.header
			h.Set("X-HubSpot-RateLimit-Interval-Milliseconds", strconv.FormatInt(burstWindow.Milliseconds(), 10))
			h.Set("X-HubSpot-RateLimit-Max", strconv.Itoa(burst))
			h.Set("X-HubSpot-RateLimit-Remaining", strconv.Itoa(max(0, burst-len(l.burst))))
			h.Set("X-HubSpot-RateLimit-Daily", strconv.Itoa(daily))
			h.Set("X-HubSpot-RateLimit-Daily-Remaining", strconv.Itoa(max(0, daily-l.today)))
		}()
	}
	switch {
	case c.a.settings.noRateLimits:
		return nil
	case l.today >= daily:
		return l.refuse(PolicyDaily)
	case search && len(l.search) >= l.searchLimit():
		return l.refuse(PolicySearch)
	case !search && len(l.burst) >= burst:
		return l.refuse(PolicyBurst)
	}
	l.today++
	if search {
		l.search = append(l.search, c.now)
		l.peakSearch = max(l.peakSearch, len(l.search))
	} else {
		l.burst = append(l.burst, c.now)
		l.peak = max(l.peak, len(l.burst))
	}
	return nil
}
