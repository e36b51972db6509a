package metadata

import (
	"reflect"
	"strings"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers/salesforce/metadata/tree"
)

// Rest is embedded in every modelled type. It remembers what a value was read from, so that encoding it again keeps what
// the type does not model, and writes what nobody changed as it was written. The zero Rest is that of a new value.
type Rest struct {
	from *tree.Node
	doc  *tree.Document
}

// Any is a value that names its own type: that of a field of custom metadata.
type Any struct {
	Type string // xsd:string, xsd:boolean, xsd:double, xsd:date, xsd:dateTime
	Text string
	Nil  bool
}

const (
	xsiNamespace = "http://www.w3.org/2001/XMLSchema-instance"
	xsdNamespace = "http://www.w3.org/2001/XMLSchema"
)

var (
	restType = reflect.TypeFor[Rest]()
	anyType  = reflect.TypeFor[Any]()
)

// modelField is a field of a modelled type: `md:"name"`, with ",percent" where its text is percent-encoded in files.
type modelField struct {
	name    string
	index   []int
	percent bool
}

// model is what the codec knows of a Go type. The type has the name of the schema's.
type model struct {
	typ    *Type
	fields []modelField
	at     map[string]int // fields by name
	rest   []int          // where Rest is
}

var models sync.Map // reflect.Type to *model

func modelOf(t reflect.Type) *model {
	if m, ok := models.Load(t); ok {
		return m.(*model)
	}
	m := &model{typ: TypeOf(t.Name()), at: map[string]int{}}
	if f, ok := t.FieldByName("Rest"); ok {
		m.rest = f.Index
	}
	for _, f := range reflect.VisibleFields(t) {
		if tag, ok := f.Tag.Lookup("md"); ok {
			name, option, _ := strings.Cut(tag, ",")
			m.at[name] = len(m.fields)
			m.fields = append(m.fields, modelField{name, f.Index, option == "percent"})
		}
	}
	models.Store(t, m)
	return m
}

// rest gives the Rest embedded in a struct.
func rest(v reflect.Value) *Rest {
	return v.FieldByIndex(modelOf(v.Type()).rest).Addr().Interface().(*Rest)
}
