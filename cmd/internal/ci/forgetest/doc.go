// Package forgetest imitates the parts of GitHub's and GitLab's APIs that package ci uses, for tests: over HTTP, with pages, permissions,
// limits and failures on demand. Each request is compared with the shapes in github.json and gitlab.json: what the API has not is refused.
// The shapes are written by hand after the published descriptions: github/rest-api-description (api.github.com, 2022-11-28) and
// https://docs.gitlab.com/api/ (v4). A test of package ci compares what it sends with the published description of GitHub itself.
package forgetest
