package diff

import "github.com/Masterminds/semver/v3"

// next is the lowest version that may follow a version when a part of it must grow. Before
// 1.0.0 nothing is promised, so that a major change raises the minor part there. What follows a pre-release
// is its release where that is high enough already. "" for a text that is no semantic version.
func next(from string, part Part) string {
	v, err := semver.StrictNewVersion(from)
	if err != nil {
		return ""
	}
	if part == "" {
		return from
	}
	if part == Major && v.Major() == 0 {
		part = Minor
	}
	release := semver.New(v.Major(), v.Minor(), v.Patch(), "", "")
	ahead := v.Prerelease() != "" && (part == Patch || v.Patch() == 0 && (part == Minor || v.Minor() == 0))
	switch {
	case ahead:
		return release.String()
	case part == Major:
		return release.IncMajor().String()
	case part == Minor:
		return release.IncMinor().String()
	}
	return release.IncPatch().String()
}

// Fits tells whether a version is high enough for the changes since the older one; a candidate such as 2.0.0-rc.1 is when
// the version that it leads to is. Without changes every version that is not lower is.
func (d *Diff) Fits(version string) bool {
	v, err := semver.StrictNewVersion(version)
	if err != nil {
		return false
	}
	least, err := semver.StrictNewVersion(d.NextVersion)
	from, ferr := semver.StrictNewVersion(d.FromVersion)
	if err != nil || ferr != nil || v.LessThan(from) {
		return false
	}
	return !semver.New(v.Major(), v.Minor(), v.Patch(), "", "").LessThan(least)
}
