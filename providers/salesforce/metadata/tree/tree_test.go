package tree_test

import (
	"strings"
	"testing"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

const head = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

// What Salesforce wrote comes back byte for byte.
const retrieved = head + `<!-- kept by hand -->
<ValidationRule xmlns="http://soap.sforce.com/2006/04/metadata" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
    <fullName>Amount_at_Proposal</fullName>
    <active>true</active>
    <!-- asked for by finance -->
    <errorConditionFormula>AND(
  ISPICKVAL(StageName, &quot;Proposal&quot;),
  Amount &lt;= 0 &amp;&amp; NOT(ISBLANK(Name&apos;s)))</errorConditionFormula>
    <description><![CDATA[a < b & c]]></description>
    <values>
        <fullName>Negotiation%2FReview</fullName>
        <default>false</default>
        <unheardOf kind="a&quot;b&#xA;c">0.50</unheardOf>
    </values>
    <value xsi:nil="true"/>
    <mixed>one <b>two</b> <!--three-->
</mixed>
    <blank>  </blank>
    <return>a&#xD;b</return>
</ValidationRule>
<?note after it?>
`

func TestRoundTrip(t *testing.T) {
	d, err := tree.Parse([]byte(retrieved))
	if err != nil {
		t.Fatal(err)
	}
	if got := string(tree.Print(d)); got != retrieved {
		t.Errorf("printed\n%s\nwant\n%s", got, retrieved)
	}
	if got := d.Root.ChildValue("description"); got != "a < b & c" {
		t.Errorf("text of a CDATA section: %q", got)
	}
	if got := d.Root.Child("return").Value(); got != "a\rb" {
		t.Errorf("a carriage return by its number: %q", got)
	}
	if got := d.Root.Child("value").Attr("xsi:nil"); got != "true" {
		t.Errorf("attribute: %q", got)
	}
	if got := d.Root.Child("values").Child("unheardOf").Line; got != 14 {
		t.Errorf("line %d", got)
	}
	if !d.Equal(d.Clone()) {
		t.Error("a copy differs")
	}
}

func TestLayoutIsNormal(t *testing.T) {
	d, err := tree.Parse([]byte("\ufeff<A\r\n xmlns='x'>\r\n\t<b>1\r\n2</b><c></c>\n\n<!--d--> </A>"))
	if err != nil {
		t.Fatal(err)
	}
	want := head + "<A xmlns=\"x\">\n    <b>1\n2</b>\n    <c/>\n    <!--d-->\n</A>\n"
	if got := string(tree.Print(d)); got != want {
		t.Errorf("printed %q, want %q", got, want)
	}
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", "line 1: no element"},
		{"<a>", "line 1: <a> is not closed"},
		{"<a>\n</b>", "line 2: </b> where </a> was expected"},
		{"<a/></a>", "line 1: </a> closes nothing"},
		{"<a/>\n<b/>", "line 2: more than one root element"},
		{"<a/>text", "line 1: text outside"},
		{"<![CDATA[x]]><a/>", "text outside"},
		{"<a>&nope;</a>", "invalid character entity"},
		{"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "document types are not allowed"},
		{"<a x='1' x='2'/>", "attribute x is there twice"},
		{"<a>\xff</a>", "not UTF-8"},
		{"<a>\x01</a>", "illegal character"},
		{"<a><!--\x01--></a>", "a character that XML does not allow"},
		{"<a/><?xml version='1.0'?>", "not at the start"},
		{`<?xml version="1.0" encoding="UTF-16"?><a/>`, "encoding"},
		{strings.Repeat("<a>", 201) + strings.Repeat("</a>", 201), "more than 200 elements"},
	} {
		_, err := tree.Parse([]byte(c.in))
		if !providers.IsKind(err, providers.Invalid) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.40q: %v, want %q", c.in, err, c.want)
		}
	}
}

// What is made, not parsed, is well-formed whatever its texts are.
func TestMadeNodesAreWellFormed(t *testing.T) {
	for _, n := range []*tree.Node{
		{Kind: tree.Comment, Text: "a---b--"},
		{Kind: tree.CData, Text: "a]]>b"},
		{Kind: tree.Text, Text: "]]> \x00\ufffe\xff <"},
		{Kind: tree.Instruction, Name: "pi", Text: "?>"},
		{Name: "e", Attrs: []tree.Attr{{Name: "a", Value: "\"\n<&\x00"}}},
		tree.Leaf("e", ""),
	} {
		out := tree.Print(&tree.Document{Root: tree.New("r", n)})
		d, err := tree.Parse(out)
		if err != nil {
			t.Errorf("%s: %v", out, err)
		} else if again := tree.Print(d); string(again) != string(out) {
			t.Errorf("%s became %s", out, again)
		}
	}
}

func FuzzParsePrintParse(f *testing.F) {
	f.Add([]byte(retrieved))
	f.Add([]byte("<a>\r<b/>&#13; <![CDATA[]]>x<!----><?p  q ?></a>"))
	f.Add([]byte("<p:a xmlns:p='u'> <p:b> </p:b>\t</p:a><!--x-->"))
	f.Fuzz(func(t *testing.T, data []byte) {
		d, err := tree.Parse(data)
		if err != nil {
			if !providers.IsKind(err, providers.Invalid) {
				t.Fatalf("error %v", err)
			}
			return
		}
		printed := tree.Print(d)
		again, err := tree.Parse(printed)
		if err != nil {
			t.Fatalf("%v in\n%s", err, printed)
		}
		if !again.Equal(d) {
			t.Fatalf("another tree from\n%s", printed)
		}
		if twice := tree.Print(again); string(twice) != string(printed) {
			t.Fatalf("first\n%s\nthen\n%s", printed, twice)
		}
	})
}
