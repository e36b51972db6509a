package emulator

import "testing"

// Whatever a file holds, and wherever it lies, a deploy of it ends.
func FuzzDeploy(f *testing.F) {
	for _, files := range []map[string]string{lifecycle(), funnel(), flowFiles(slaFlow)} {
		for name, text := range files {
			f.Add(name, text)
		}
	}
	f.Add("destructiveChanges.xml", manifest("Flow: SLA-1, SLA-", "CustomField: Lead, Lead.", "Report: /, Lifecycle/"))
	f.Add("objects/%2F.object", doc("CustomObject", "<fields><fullName>.</fullName></fields>"))
	f.Add("flowDefinitions/SLA.flowDefinition", doc("FlowDefinition", "<activeVersionNumber/>"))
	f.Fuzz(func(t *testing.T, name, text string) {
		o, files := Empty(), map[string][]byte{name: []byte(text)}
		d := o.deployment(files, deployOptions{})
		if d.run(); d.failed() {
			return
		}
		o.state.Metadata = d.store
		again := o.deployment(files, deployOptions{})
		again.run()
		if _, err := o.Snapshot(); err != nil {
			t.Error(err)
		}
	})
}

func FuzzSOAP(f *testing.F) {
	f.Add(envelope(DefaultToken, "deploy", "<ZipFile>UEsF</ZipFile>"))
	f.Add(envelope(DefaultToken, "retrieve", "<retrieveRequest><unpackaged>"+types("CustomObject", "*")+types("Report", "/", "x/")+"</unpackaged></retrieveRequest>"))
	f.Add(envelope(DefaultToken, "listMetadata", "<queries><type>Flow</type></queries>"))
	f.Add(envelope(DefaultToken, "readMetadata", "<type>CustomObject</type><fullNames>Lead</fullNames>"))
	f.Add(envelope(DefaultToken, "checkDeployStatus", ""))
	f.Fuzz(func(t *testing.T, body string) {
		if w := ask(t, Empty(), "POST /services/Soap/m/66.0", body); w.Code != 200 && w.Code != 500 {
			t.Errorf("%d %s", w.Code, w.Body)
		}
	})
}
