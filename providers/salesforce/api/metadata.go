package api

import (
	"bytes"
	"context"
	"encoding/xml"
	"slices"
	"time"
)

// Most of what one call takes. Source: Metadata API Developer Guide, listMetadata() and readMetadata().
const (
	maxListQueries = 3
	maxRead        = 10
	maxReadCustom  = 200 // of CustomMetadata and CustomApplication
)

// ListQuery asks for the components of a type. Reports, dashboards, email templates and documents are listed folder by
// folder; the folders themselves have the types ReportFolder, DashboardFolder and so on.
type ListQuery struct {
	Folder string `xml:"folder,omitempty"`
	Type   string `xml:"type"`
}

// FileProperties say what and where a component is. FullName and FileName are percent-encoded.
type FileProperties struct {
	Type               string    `xml:"type"`
	FullName           string    `xml:"fullName"`
	FileName           string    `xml:"fileName"`
	ID                 string    `xml:"id"`
	NamespacePrefix    string    `xml:"namespacePrefix"`
	ManageableState    string    `xml:"manageableState"` // unmanaged, installed …
	CreatedByName      string    `xml:"createdByName"`
	LastModifiedByName string    `xml:"lastModifiedByName"`
	LastModifiedDate   Timestamp `xml:"lastModifiedDate"`
}

// Timestamp is a time as Salesforce writes it: 2026-11-21T09:00:00.000Z, or with +0000 in JSON.
type Timestamp string

// Time reads the timestamp; the zero time when there is none.
func (t Timestamp) Time() time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05.999-0700"} {
		if at, err := time.Parse(layout, string(t)); err == nil {
			return at.UTC()
		}
	}
	return time.Time{}
}

// ListMetadata lists components, three queries a call. Standard value sets are not among them.
func (c *Client) ListMetadata(ctx context.Context, queries ...ListQuery) ([]FileProperties, error) {
	type operation struct {
		XMLName xml.Name    `xml:"listMetadata"`
		Queries []ListQuery `xml:"queries"`
		AsOf    string      `xml:"asOfVersion"`
	}
	var out []FileProperties
	for chunk := range slices.Chunk(queries, maxListQueries) {
		answer, err := call[struct {
			Results []FileProperties `xml:"result"`
		}](ctx, c, func(version string) any { return operation{Queries: chunk, AsOf: version} })
		if err != nil {
			return nil, err
		}
		out = append(out, answer.Results...)
	}
	return out, nil
}

// Component is a component's metadata as a document of its own.
type Component struct {
	Type     string
	FullName string
	XML      []byte // with the type as its root, in Namespace
}

// ReadMetadata reads components of a type by their full names, ten a call. Those that do not exist are left out.
func (c *Client) ReadMetadata(ctx context.Context, typ string, fullNames ...string) ([]Component, error) {
	type operation struct {
		XMLName   xml.Name `xml:"readMetadata"`
		Type      string   `xml:"type"`
		FullNames []string `xml:"fullNames"`
	}
	most := maxRead
	if typ == "CustomMetadata" || typ == "CustomApplication" {
		most = maxReadCustom
	}
	var out []Component
	for chunk := range slices.Chunk(fullNames, most) {
		answer, err := call[readAnswer](ctx, c, func(string) any { return operation{Type: typ, FullNames: chunk} })
		if err != nil {
			return nil, err
		}
		for _, r := range answer.Records {
			if r.FullName != "" { // what does not exist comes back as nil
				out = append(out, Component{typ, r.FullName, r.document(typ)})
			}
		}
	}
	return out, nil
}

type readAnswer struct {
	Records []readRecord `xml:"result>records"`
}

type readRecord struct {
	FullName string `xml:"fullName"`
	Inner    []byte `xml:",innerxml"`
}

// document puts the type around what is in a record. The prefixes xsi and xsd, which values may have, are declared on
// the envelope otherwise.
func (r *readRecord) document(typ string) []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header + "<" + typ + ` xmlns="` + Namespace + `" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema">`)
	b.Write(r.Inner)
	b.WriteString("</" + typ + ">\n")
	return b.Bytes()
}

// MetadataType is a type of metadata that the org has.
type MetadataType struct {
	Name      string   `xml:"xmlName"`
	Directory string   `xml:"directoryName"`
	Suffix    string   `xml:"suffix"`
	InFolder  bool     `xml:"inFolder"`
	MetaFile  bool     `xml:"metaFile"`
	Children  []string `xml:"childXmlNames"`
}

// MetadataDescription is what the org says of its metadata.
type MetadataDescription struct {
	Types              []MetadataType `xml:"result>metadataObjects"`
	Namespace          string         `xml:"result>organizationNamespace"`
	PartialSaveAllowed bool           `xml:"result>partialSaveAllowed"`
	TestRequired       bool           `xml:"result>testRequired"` // true in production
}

// DescribeMetadata reads which types of metadata the org has.
func (c *Client) DescribeMetadata(ctx context.Context) (*MetadataDescription, error) {
	type operation struct {
		XMLName xml.Name `xml:"describeMetadata"`
		AsOf    string   `xml:"asOfVersion"`
	}
	return call[MetadataDescription](ctx, c, func(version string) any { return operation{AsOf: version} })
}
