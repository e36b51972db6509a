package schema

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"

	"github.com/stagecraft-dev/stagecraft/schema/diag"
)

// Check reports what is wrong with the architecture as a whole: the rules
// between blocks that the language itself keeps. It assumes that each block is well
// formed by itself (the loader sees to that) and that Index has been called;
// references that name nothing are passed over, because the loader reports them.
//
// The built-in lint rules, which an organisation may turn off, are not here.
func (a *Architecture) Check() diag.List {
	c := &checker{Architecture: a}
	for _, rule := range rules {
		rule(c)
	}
	return c.diags
}

// rules are all checks, by theme. Each reads the architecture and reports.
var rules = slices.Concat(infoRules, peopleRules, fieldRules, stageRules, handoffRules, clockRules,
	scoringRules, workingRules, actionRules, measurementRules, changeRules, scenarioRules)

// checker collects what the rules find.
type checker struct {
	*Architecture
	diags diag.List
}

// fail reports an error at an attribute of a block, or at its header when
// attr is empty or was not written.
func (c *checker) fail(code diag.Code, b Block, attr, summary, detail string, args ...any) {
	c.failAt(code, b, b.Base().At(attr), summary, detail, args...)
}

func (c *checker) failAt(code diag.Code, b Block, r diag.Range, summary, detail string, args ...any) {
	if len(args) > 0 {
		detail = fmt.Sprintf(detail, args...)
	}
	c.diags.Add(diag.Diagnostic{Code: code, Severity: diag.Error, Summary: summary, Detail: detail,
		Subject: r, Address: string(b.Base().Address)})
}

var infoRules = []func(*checker){checkInfo, checkNames, checkEnvironments}

var (
	semver   = regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$`)
	currency = regexp.MustCompile(`^[A-Z]{3}$`)
)

func checkInfo(c *checker) {
	i := c.Info
	if i == nil {
		c.diags.Errorf(diag.MissingBlock, diag.Range{}, "There is no architecture block",
			"Say once what this is: a block architecture \"NAME\" { … } with a title and a version, such as \"0.1.0\".")
		return
	}
	if i.Version != "" && !semver.MatchString(i.Version) {
		c.fail(diag.BadValue, i, "version", fmt.Sprintf("%q is not a semantic version", i.Version),
			"Write three numbers, as in \"1.4.0\"; a pre-release may follow, as in \"1.4.0-rc.1\".")
	}
	if i.Currency != "" && !currency.MatchString(i.Currency) {
		c.fail(diag.BadValue, i, "currency", fmt.Sprintf("%q is not a currency", i.Currency),
			"Write an ISO 4217 code of three capital letters, such as \"USD\" or \"EUR\".")
	}
}

// isName tells whether s is a letter followed by letters, digits, _ and -.
func isName(s string) bool {
	for i, r := range s {
		letter := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !letter && (i == 0 || (r < '0' || r > '9') && r != '_' && r != '-') {
			return false
		}
	}
	return s != ""
}

// freeLabels are labels that are values and not names.
var freeLabels = map[string]bool{"option": true}

func checkNames(c *checker) {
	for kind, b := range c.Blocks() {
		if freeLabels[kind] {
			continue
		}
		for _, name := range labels(b) {
			if !isName(name) {
				c.fail(diag.BadName, b, "", fmt.Sprintf("%q is not a name", name),
					"A name starts with a letter and goes on with letters, digits, _ and -. Put what people read into a title or label.")
			}
		}
	}
}

var secretName = regexp.MustCompile(`(?i)(^|_)(token|secret|password|api_key|private_key)$`)

// withPassword matches addresses and connection strings that have a password in them. What stands alone before the host of a web
// address is a token: git servers take one there.
var withPassword = regexp.MustCompile(`(?i)^[a-z][a-z0-9+.-]*://[^/?#\s]*:[^/?#\s]+@|^https?://[^/?#\s]+@|\bpassword\s*=`)

func checkEnvironments(c *checker) {
	for _, e := range c.Environments {
		before := map[Address]bool{}
		for at := e; at != nil && at.After != "" && !before[at.Address]; at = Find[Environment](c.Architecture, at.After) {
			before[at.Address] = true
			if at.After == e.Address {
				c.fail(diag.Cycle, e, "after", fmt.Sprintf("the environment %q would wait for itself", e.Name), "Take one of the after attributes out; the first environment waits for none.")
			}
		}
		home := map[Address]*CRM{}
		for _, crm := range e.CRMs {
			if len(e.CRMs) > 1 && len(crm.Objects) == 0 {
				c.fail(diag.MissingAttribute, crm, "", fmt.Sprintf("crm %q does not say which objects live in it", crm.Provider),
					"The environment %q has several CRMs; give each an objects list, so that every record type has one home.", e.Name)
			}
			for _, o := range crm.Objects {
				if other := home[o]; other != nil {
					c.fail(diag.Duplicate, crm, "objects", fmt.Sprintf("%s lives in two CRMs", o),
						"crm %q has it already. One CRM is the system of record for an object; take it out of one list.", other.Provider)
				}
				home[o] = crm
			}
			for _, name := range sortedKeys(crm.Settings) {
				checkSecret(c, crm, name, name, crm.Settings[name])
			}
		}
		if s := e.State; s != nil {
			for _, name := range sortedKeys(s.Settings) {
				checkSecret(c, s, name, name, s.Settings[name])
			}
		}
	}
}

// checkSecret fails where a secret is a text: one of the settings of a block, or in a map of settings such as auth.
func checkSecret(c *checker, of Block, setting, name string, v any) {
	switch x := v.(type) {
	case Setting:
		checkSecret(c, of, setting, name, x.Value)
	case map[string]any:
		for _, part := range sortedKeys(x) {
			checkSecret(c, of, setting, part, x[part])
		}
	case string:
		if secretName.MatchString(name) {
			c.fail(diag.PlainSecret, of, setting, fmt.Sprintf("The %s stands in a file", name),
				"Keep it in the environment and write %s = env.NAME; it is then read only when it is needed.", name)
		} else if withPassword.MatchString(x) {
			c.fail(diag.PlainSecret, of, setting, fmt.Sprintf("The %s has a password, and stands in a file", name),
				"Keep it in the environment and write %s = env.NAME; it is then read only when it is needed.", name)
		}
	}
}

// names lists the names of blocks for a suggestion.
func names[T any](list []T, name func(T) string) []string {
	out := make([]string, len(list))
	for i, x := range list {
		out[i] = name(x)
	}
	return out
}

// oneOf joins names for a sentence: "a, b or c".
func oneOf(list []string) string {
	return cmp.Or(diag.Join(list, "or"), "nothing")
}
