package api

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers/web"
)

// Namespace is that of all metadata.
const Namespace = "http://soap.sforce.com/2006/04/metadata"

const (
	soapNamespace = "http://schemas.xmlsoap.org/soap/envelope/"
	soapPath      = "/services/Soap/m/"
)

// question is the envelope of a request. It holds the session id, so it never leaves this file.
type question struct {
	XMLName xml.Name `xml:"soapenv:Envelope"`
	Soap    string   `xml:"xmlns:soapenv,attr"`
	NS      string   `xml:"xmlns,attr"`
	Session string   `xml:"soapenv:Header>SessionHeader>sessionId"`
	Body    struct {
		Call any
	} `xml:"soapenv:Body"`
}

// envelope is that of an answer.
type envelope[T any] struct {
	XMLName xml.Name `xml:"http://schemas.xmlsoap.org/soap/envelope/ Envelope"`
	Body    struct {
		Fault    *fault `xml:"Fault"`
		Response *T     `xml:",any"`
	} `xml:"Body"`
}

type fault struct {
	Code    string `xml:"faultcode"` // sf:INVALID_SESSION_ID
	Message string `xml:"faultstring"`
}

func (f *fault) problem(r *web.Redactor) *Problem {
	code := strings.TrimSpace(f.Code)
	if i := strings.LastIndexByte(code, ':'); i >= 0 {
		code = code[i+1:]
	}
	p := &Problem{Code: r.Text(code), Message: r.Text(strings.TrimSpace(f.Message))}
	p.Message = strings.TrimPrefix(p.Message, p.Code+": ")
	return p
}

// call carries out an operation of the metadata API that only reads. make gets the version that is spoken.
func call[T any](ctx context.Context, c *Client, make func(version string) any) (*T, error) {
	a, err := c.exchange(ctx, make)
	if err != nil {
		return nil, err
	}
	return read[T](a)
}

// replied is what came back, to be read as XML.
type replied struct {
	session *session
	request *web.Request
	body    []byte
}

// exchange sends an operation that only reads.
func (c *Client) exchange(ctx context.Context, make func(version string) any) (*replied, error) {
	var req *web.Request
	s, resp, err := c.send(ctx, func(s *session) (*web.Request, error) {
		body, err := ask(s, make(s.version))
		req = &web.Request{
			Method: http.MethodPost, Path: soapPath + s.version, Body: body, Effect: web.Reads,
			Header: http.Header{"Content-Type": {"text/xml; charset=UTF-8"}, "Accept": {"text/xml"}, "Soapaction": {`""`}},
		}
		return req, err
	})
	if err != nil {
		return nil, err
	}
	return &replied{s, req, resp.Body}, nil
}

func read[T any](a *replied) (*T, error) {
	var env envelope[T]
	err := xml.Unmarshal(a.body, &env)
	switch {
	case err != nil:
		return nil, a.session.unreadable(a.request, err)
	case env.Body.Fault != nil: // with status 200, which a proxy may have made of it
		p := env.Body.Fault.problem(a.session.redactor)
		p.Request = a.request.String()
		return nil, p.refusal(a.request.Path)
	case env.Body.Response == nil:
		return nil, a.session.unreadable(a.request, errors.New("its body is empty"))
	}
	return env.Body.Response, nil
}

// takeOut takes the text of the first element of a name out of the answer; nil when there is none, or it is more than plain
// text. That of a zip is megabytes, which an XML parser reads letter by letter.
func (a *replied) takeOut(name string) []byte {
	before, rest, ok := bytes.Cut(a.body, []byte("<"+name+">"))
	text, after, closed := bytes.Cut(rest, []byte("</"+name+">"))
	if !ok || !closed || bytes.ContainsAny(text, "<&") {
		return nil
	}
	a.body = slices.Concat(before, []byte("<"+name+"></"+name+">"), after)
	return text
}

func ask(s *session, operation any) ([]byte, error) {
	q := question{Soap: soapNamespace, NS: Namespace, Session: s.token.Reveal()}
	q.Body.Call = operation
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(q); err != nil {
		return nil, invalid("the request cannot be written as XML: %v", s.redactor.Text(err.Error()))
	}
	return b.Bytes(), nil
}
