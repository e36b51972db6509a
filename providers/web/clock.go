package web

import (
	"context"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Clock is where time comes from.
type Clock interface {
	Now() time.Time
	// Sleep returns after d, or with the context's error when that is over first.
	Sleep(ctx context.Context, d time.Duration) error
}

// SystemClock is the machine's.
type SystemClock struct{}

func (SystemClock) Now() time.Time { return time.Now() }

func (SystemClock) Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

// longest is the longest wait that a Retry-After header can ask for.
const longest = 30 * 24 * time.Hour

// RetryAfter reads the header of that name, which holds seconds or a date (RFC 9110, section 10.2.3); 0 when there is none.
func RetryAfter(h http.Header, now time.Time) time.Duration {
	v := strings.TrimSpace(h.Get("Retry-After"))
	var d time.Duration
	if s, err := strconv.ParseFloat(v, 64); err == nil {
		if math.IsNaN(s) {
			return 0
		}
		d = time.Duration(min(max(s, 0), longest.Seconds()) * float64(time.Second))
	} else if t, err := http.ParseTime(v); err == nil {
		d = t.Sub(now)
	}
	return min(max(d, 0), longest)
}
