package api

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Version is the API version that the client is written for (Spring '26). Orgs that are behind get what they have.
const Version = "66.0"

// negotiate finds the highest version that the org has and the client knows. The list needs no session.
func negotiate(ctx context.Context, s *session) (string, error) {
	req := &web.Request{Method: http.MethodGet, Path: "/services/data"}
	resp, err := s.web.Do(ctx, req)
	if err != nil {
		return "", err
	}
	list, err := decode[[]struct {
		Version string `json:"version"`
	}](resp.Body)
	if err != nil {
		return "", s.unreadable(req, err)
	}
	best := ""
	for _, v := range *list {
		if versionNumber(v.Version) > versionNumber(best) && versionNumber(v.Version) <= versionNumber(Version) {
			best = v.Version
		}
	}
	if best == "" {
		return "", &providers.Error{Kind: providers.Unavailable, Message: "the Salesforce org offers no API version up to " + Version}
	}
	return best, nil
}

// versionNumber reads a version such as "66.0"; 0 when it is none, since it becomes part of paths.
func versionNumber(v string) int {
	major, ok := strings.CutSuffix(v, ".0")
	n, err := strconv.Atoi(major)
	if !ok || err != nil || n < 1 || n > 999 || strconv.Itoa(n) != major {
		return 0
	}
	return n
}
