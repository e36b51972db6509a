package hubspot

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/emulator"
)

func TestValidationRules(t *testing.T) {
	account, p := grouped(t)
	applied(t, p, createOf(t, typeProperty, textProperty("contacts", "x")))
	create := createOf(t, typeValidation, providers.Values{"property": "contacts/x", "rule": "MAX_LENGTH", "arguments": []any{"5"}})
	same(t, p, applied(t, p, create)...)
	refuses(t, applyOne(t, p, create), providers.Conflict, "already")
	rule := readAll(t, p, typeValidation)["hubspot_validation_rule contacts/x/MAX_LENGTH"]
	ask(t, account, "PUT /crm/property-validations/2026-09/0-1/x/rule-type/MAX_LENGTH", `{"ruleArguments":["6"],"shouldApplyNormalization":true}`)
	same(t, p, applied(t, p, updateOf(t, rule, rule.Values.With("arguments", []any{"7"})))...)
	if got := ask(t, account, "GET /crm/property-validations/2026-09/0-1/x/rule-type/MAX_LENGTH", ""); !strings.Contains(got, `"shouldApplyNormalization":true`) {
		t.Errorf("what nobody asked for was written: %s", got)
	}
	refuses(t, applyOne(t, p, updateOf(t, rule, rule.Values.With("arguments", nil))), providers.Invalid, "arguments")
	account.Inject(emulator.Fault{Method: http.MethodPut, Status: http.StatusBadRequest})
	refuses(t, applyOne(t, p, deleteOf(rule)), providers.Invalid, "Settings")
	applied(t, p, deleteOf(rule))
	refuses(t, applyOne(t, p, deleteOf(rule)), providers.NotFound, "")
	refuses(t, applyOne(t, p, updateOf(t, rule, rule.Values)), providers.NotFound, "")
	if readAll(t, p, typeValidation)["hubspot_validation_rule contacts/x/MAX_LENGTH"] != nil {
		t.Error("a rule that checks nothing is read")
	}
	same(t, p, applied(t, p, create)...)
	bare := applied(t, p, createOf(t, typeValidation, providers.Values{"property": "contacts/x", "rule": "ALPHANUMERIC"}))[0]
	refuses(t, applyOne(t, p, deleteOf(&providers.Live{Type: typeValidation, ID: bare.ID, Key: bare.Op.Key, Values: bare.Values})), providers.Invalid, "Settings")
}
