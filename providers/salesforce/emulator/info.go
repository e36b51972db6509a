package emulator

import (
	"fmt"
	"net/http"
	"strings"
)

// dailyRequests is the daily limit of an Enterprise org before licences are added [doc].
const dailyRequests = 100000

// release names the release that brought an API version: 66 is Spring '26, and three come in a year.
func release(v int) string {
	names := [3]string{"Spring", "Summer", "Winter"}
	year := 2026 + (v-Version)/3
	n := ((v-Version)%3 + 3) % 3
	if v < Version && n != 0 {
		year--
	}
	if n == 2 { // the Winter release carries the number of the year after
		year++
	}
	return fmt.Sprintf("%s '%02d", names[n], year%100)
}

func (c *call) versions() any {
	var out []map[string]string
	for v := oldestVersion; v <= c.o.settings.newest; v++ {
		out = append(out, map[string]string{"label": release(v), "url": fmt.Sprintf("/services/data/v%d.0", v), "version": fmt.Sprintf("%d.0", v)})
	}
	return out
}

// resources maps what can be asked below a version.
func (c *call) resources() any {
	out := map[string]string{}
	for _, name := range []string{"sobjects", "query", "queryAll", "tooling", "limits", "composite", "metadata"} {
		out[name] = c.base() + "/" + name
	}
	out["identity"] = c.identityURL(c.user)
	return out
}

func (c *call) identityURL(u *User) string { return c.host() + "/id/" + OrgID + "/" + u.ID }

// identity answers the address that a login names.
func (c *call) identity() (any, error) {
	p := strings.Split(strings.TrimPrefix(c.path, "/id/"), "/")
	if len(p) != 2 || p[0] != OrgID || p[1] != c.user.ID {
		return nil, refuse(http.StatusForbidden, "Bad_Id", "the identity is another user's")
	}
	version := "/services/data/v{version}/"
	return map[string]any{
		"id": c.identityURL(c.user), "asserted_user": true, "user_id": c.user.ID, "organization_id": OrgID, "username": c.user.Username,
		"display_name": c.user.Name, "user_type": "STANDARD", "active": true,
		"urls": map[string]string{
			"metadata": c.host() + "/services/Soap/m/{version}/" + OrgID, "rest": c.host() + version,
			"sobjects": c.host() + version + "sobjects/", "query": c.host() + version + "query/",
		},
	}, nil
}

func (c *call) userinfo() any {
	return map[string]any{
		"sub": c.identityURL(c.user), "user_id": c.user.ID, "organization_id": OrgID, "preferred_username": c.user.Username,
		"name": c.user.Name, "email": c.user.Username, "active": true, "user_type": "STANDARD",
	}
}

func (c *call) limits() any {
	left := func(n, of int) map[string]int { return map[string]int{"Max": of, "Remaining": max(of-n, 0)} }
	return map[string]any{
		"DailyApiRequests": left(c.o.serial, dailyRequests), "DataStorageMB": left(0, 10240), "FileStorageMB": left(0, 10240),
		"DailyBulkApiBatches": left(0, 15000), "DailyBulkV2QueryJobs": left(0, 10000),
	}
}
