package provider

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/stagecraft-dev/stagecraft/internal/testtool"
	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/bundled"
	"github.com/stagecraft-dev/stagecraft/terraform-provider/configuration"
)

// These tests drive the provider by OpenTofu. They need no more than its binary: the provider runs in this process.

func TestMain(m *testing.M) {
	if tofu, err := testtool.TofuPath(); err == nil {
		for name, value := range map[string]string{"TF_ACC_TERRAFORM_PATH": tofu, "TF_ACC_PROVIDER_HOST": "registry.opentofu.org", "CHECKPOINT_DISABLE": "1"} {
			if err := os.Setenv(name, value); err != nil {
				panic(err)
			}
		}
		// OpenTofu warns of a file that is missing, and the framework cannot read that.
		if err := os.Setenv("TF_CLI_CONFIG_FILE", os.DevNull); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// accept runs steps with OpenTofu against a CRM. The plan after each apply must be empty, as after each refresh.
func (e *emulated) accept(t *testing.T, gone resource.TestCheckFunc, steps ...resource.TestStep) {
	t.Helper()
	testtool.Tofu(t)
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: map[string]func() (tfprotov6.ProviderServer, error){
			TypeName: providerserver.NewProtocol6WithError(New("test", []*providers.Factory{e.factory})()),
		},
		CheckDestroy: gone,
		Steps:        steps,
	})
}

// world is what examples are at one time.
type world map[*exampleOf]providers.Values

// text is the configuration of a world, with import blocks or without.
func (e *emulated) text(t *testing.T, w world, imports func(x *exampleOf) string) string {
	t.Helper()
	c := configuration.CRM{Info: e.factory.Info, Target: target(e.factory, nil)}
	for x, v := range w {
		c.Ops = append(c.Ops, &providers.Operation{Action: providers.Create, Type: x.typ.Name, Key: x.typ.KeyOf(v), After: v})
	}
	files, err := configuration.Files([]configuration.CRM{c}, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "provider %q {\n  %s {\n", TypeName, e.factory.Info.Name)
	for _, name := range slices.Sorted(maps.Keys(e.settings)) {
		fmt.Fprintf(&b, "    %s = %q\n", name, e.settings[name])
	}
	b.WriteString("  }\n}\n")
	delete(files, "providers.tf")
	for _, name := range slices.Sorted(maps.Keys(files)) {
		b.Write(files[name])
	}
	if imports != nil {
		for x := range w {
			fmt.Fprintf(&b, "import {\n  to = %s\n%s}\n", x.address(), imports(x))
		}
	}
	text := b.String()
	for x, v := range w { // what gets another name stays the same resource
		text = strings.ReplaceAll(text, fmt.Sprintf("%q %q", TypeName+"_"+x.typ.Name, configuration.Name(x.typ.KeyOf(v))),
			fmt.Sprintf("%q %q", TypeName+"_"+x.typ.Name, configuration.Name(x.key())))
	}
	return text
}

// beginning is the world of all first examples, which are created.
func beginning(all []*exampleOf) (world, map[*exampleOf]plancheck.ResourceActionType) {
	w, create := world{}, map[*exampleOf]plancheck.ResourceActionType{}
	for _, x := range all {
		w[x], create[x] = x.first, plancheck.ResourceActionCreate
	}
	return w, create
}

// address is where the configuration has an object.
func (x *exampleOf) address() string {
	return TypeName + "_" + x.typ.Name + "." + configuration.Name(x.key())
}

// expect wants an action for each of some objects, and none for the others.
func expect(w world, actions map[*exampleOf]plancheck.ResourceActionType) resource.ConfigPlanChecks {
	var checks []plancheck.PlanCheck
	for x := range w {
		action, ok := actions[x]
		if !ok {
			action = plancheck.ResourceActionNoop
		}
		checks = append(checks, plancheck.ExpectResourceAction(x.address(), action))
	}
	return resource.ConfigPlanChecks{PreApply: checks}
}

// steady tells whether an example becomes another without being replaced or renamed.
func steady(x *exampleOf, to providers.Values) bool {
	return !replacing(x.typ, x.first, to) && x.typ.KeyOf(to) == x.key()
}

// Every resource type of every CRM, through OpenTofu: created, updated, changed behind the back, replaced and destroyed,
// from the examples of the types.
func TestAcceptance(t *testing.T) {
	for _, f := range bundled.Factories() {
		t.Run(f.Info.Name, func(t *testing.T) {
			testtool.Tofu(t)
			e := emulators[f.Info.Name](t)
			all := examplesIn(t, e.factory.Info)
			now, create := beginning(all)
			step := func(pre func(), actions map[*exampleOf]plancheck.ResourceActionType) resource.TestStep {
				w := maps.Clone(now)
				return resource.TestStep{PreConfig: pre, Config: e.text(t, w, nil), ConfigPlanChecks: expect(w, actions)}
			}
			update := map[*exampleOf]plancheck.ResourceActionType{}
			steps := []resource.TestStep{step(nil, create)}
			for _, x := range all {
				if len(x.further) > 0 && steady(x, x.further[0]) {
					now[x], update[x] = x.further[0], plancheck.ResourceActionUpdate
				}
			}
			steps = append(steps, step(nil, update))
			steps = append(steps, step(func() {
				for x := range update {
					e.behind(t, x.typ.Name, x.key(), x.first)
				}
			}, update))
			// What nothing refers to is brought to its last example, and is gone in the next step, and so on.
			for len(now) > 0 {
				actions := map[*exampleOf]plancheck.ResourceActionType{}
				leaves := leaves(now)
				if len(leaves) == 0 {
					t.Fatal("the examples refer in a circle")
				}
				for _, x := range leaves {
					if len(x.further) == 0 {
						continue
					}
					to := x.further[len(x.further)-1]
					switch {
					case replacing(x.typ, now[x], to):
						actions[x] = plancheck.ResourceActionReplace
					case len(x.typ.Differing(to, now[x])) > 0:
						actions[x] = plancheck.ResourceActionUpdate
					}
					now[x] = to
				}
				steps = append(steps, step(nil, actions))
				for _, x := range leaves {
					delete(now, x)
				}
			}
			e.accept(t, func(*terraform.State) error { return e.gone(t, all) }, steps...)
		})
	}
}

// leaves are the objects of a world that no other one refers to, now or later.
func leaves(w world) (out []*exampleOf) {
	used := map[providers.Reference]bool{}
	for x := range w {
		for _, v := range append([]providers.Values{x.first}, x.further...) {
			for _, r := range x.typ.References(v) {
				if r != (providers.Reference{Type: x.typ.Name, Key: x.typ.KeyOf(v)}) {
					used[r] = true
				}
			}
		}
	}
	for x, v := range w {
		if !used[providers.Reference{Type: x.typ.Name, Key: x.typ.KeyOf(v)}] {
			out = append(out, x)
		}
	}
	return out
}

// live are the objects of the CRM by type and key.
func (e *emulated) live(t *testing.T) map[providers.Reference]*providers.Live {
	t.Helper()
	p, err := e.factory.Open(t.Context(), target(e.factory, e.given()), func(string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	list, err := p.Read(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	out := map[providers.Reference]*providers.Live{}
	for _, l := range list {
		out[providers.Reference{Type: l.Type, Key: l.Key}] = l
	}
	return out
}

// kept stay, with a warning, while something that they hold stays: several architectures share them.
var kept = map[string]bool{"salesforce_permission_set": true}

// gone wants nothing of the examples to be left but what cannot be deleted and what that needs, and what others may share.
func (e *emulated) gone(t *testing.T, all []*exampleOf) error {
	live := e.live(t)
	needed := map[providers.Reference]bool{}
	for _, l := range live {
		if typ := e.factory.Info.Type(l.Type); !typ.CanDelete {
			for _, r := range typ.References(l.Values) {
				needed[r] = true
			}
		}
	}
	for _, x := range all {
		for _, v := range append([]providers.Values{x.first}, x.further...) {
			at := providers.Reference{Type: x.typ.Name, Key: x.typ.KeyOf(v)}
			if l := live[at]; l != nil && x.typ.CanDelete && !l.BuiltIn && !needed[at] && !kept[x.typ.Name] {
				return fmt.Errorf("%s %q is left over", x.typ.Name, l.Key)
			}
		}
	}
	return nil
}

// What exists is imported by blocks, by natural key and by identity, and needs no change.
func TestAcceptanceImport(t *testing.T) {
	for _, f := range bundled.Factories() {
		t.Run(f.Info.Name, func(t *testing.T) {
			testtool.Tofu(t)
			e := emulators[f.Info.Name](t)
			all := examplesIn(t, e.factory.Info)
			w, create := beginning(all)
			byKey := func(x *exampleOf) string { return fmt.Sprintf("  id = %q\n", x.key()) }
			byIdentity := func(x *exampleOf) string {
				s := "  identity = {\n"
				for _, k := range x.typ.Key {
					s += fmt.Sprintf("    %s = %q\n", nameOf(x.typ, k), x.first[k])
				}
				return s + "  }\n"
			}
			forget := resource.TestStep{Config: e.text(t, world{}, nil) + removed(all)}
			e.accept(t, func(*terraform.State) error { return e.gone(t, all) },
				resource.TestStep{Config: e.text(t, w, nil), ConfigPlanChecks: expect(w, create)}, forget,
				resource.TestStep{Config: e.text(t, w, byKey), ConfigPlanChecks: expect(w, nil)}, forget,
				resource.TestStep{Config: e.text(t, w, byIdentity), ConfigPlanChecks: expect(w, nil)})
		})
	}
}

// removed lets go of objects without destroying them.
func removed(all []*exampleOf) string {
	var b strings.Builder
	for _, x := range all {
		fmt.Fprintf(&b, "removed {\n  from = %s\n  lifecycle {\n    destroy = false\n  }\n}\n", x.address())
	}
	return b.String()
}
