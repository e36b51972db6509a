package emulator

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
)

const soapNS = "http://schemas.xmlsoap.org/soap/envelope/"

// operations are what the Metadata API does over SOAP. Each gives the elements of its response.
var operations map[string]func(*call, *node) ([]*node, error)

func init() {
	operations = map[string]func(*call, *node) ([]*node, error){
		"describeMetadata":       (*call).describeMetadata,
		"listMetadata":           (*call).listMetadata,
		"readMetadata":           (*call).readMetadata,
		"deploy":                 (*call).soapDeploy,
		"checkDeployStatus":      (*call).checkDeployStatus,
		"cancelDeploy":           (*call).cancelDeploy,
		"deployRecentValidation": (*call).deployRecentValidation,
		"retrieve":               (*call).retrieve,
		"checkRetrieveStatus":    (*call).checkRetrieveStatus,
	}
}

// operation names what a SOAP request asks for, "" when it cannot be read.
func operation(body []byte) string {
	if env, err := parse(body); err == nil {
		if b := env.child("Body"); b != nil && len(b.Kids) > 0 {
			return b.Kids[0].Name
		}
	}
	return ""
}

// soap answers a request of the Metadata API.
func (c *call) soap(early error) answer {
	name, result, err := c.operate(early)
	status, body := http.StatusOK, el(name+"Response", result...)
	if err != nil {
		// Faults come with status 500 [doc]; what stands before the application keeps its own.
		status = http.StatusInternalServerError
		var e *apiError
		if !errors.As(err, &e) {
			e = refuse(status, "UNKNOWN_EXCEPTION", "%v", err)
		}
		if early != nil && e.status != http.StatusUnauthorized && e.status != http.StatusForbidden {
			status = e.status
		}
		if e.code == "INVALID_SESSION_ID" {
			e.message = "Invalid Session ID found in SessionHeader: Illegal Session. Session not found, missing session key"
		}
		body = el("soapenv:Fault", tx("faultcode", "sf:"+e.code), tx("faultstring", e.code+": "+e.message))
	}
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>`)
	names := fmt.Sprintf(` xmlns:soapenv="%s" xmlns:sf="%s" xmlns:xsi="%s" xmlns:xsd="%s"`, soapNS, metadataNS, xsiNS, xsdNS)
	if err == nil {
		names += ` xmlns="` + metadataNS + `"`
	}
	el("soapenv:Envelope", el("soapenv:Body", body)).write(&b, -1, names)
	return answer{status: status, header: c.header, kind: "text/xml;charset=utf-8", body: b.Bytes()}
}

func (c *call) operate(early error) (string, []*node, error) {
	if early != nil {
		return "", nil, early
	}
	p := strings.Split(strings.TrimPrefix(c.path, "/services/Soap/"), "/")
	if len(p) < 2 || p[0] != "m" || !c.o.answers(p[1]) {
		return "", nil, refuse(http.StatusNotFound, "UNSUPPORTED_API_VERSION", "Invalid Api version specified on URL")
	}
	env, err := parse(c.body)
	if err != nil {
		return "", nil, bad("INVALID_OPERATION", "the envelope could not be read")
	}
	body := env.child("Body")
	if env.Name != "Envelope" || body == nil || len(body.Kids) != 1 {
		return "", nil, bad("INVALID_OPERATION", "the body of the envelope must hold one operation")
	}
	u, ok := c.who(strings.TrimSpace(env.str("Header", "SessionHeader", "sessionId")))
	if !ok {
		return "", nil, noSession()
	}
	c.user = u
	op := body.Kids[0]
	do := operations[op.Name]
	if do == nil {
		return "", nil, bad("INVALID_OPERATION", "No operation available for request {%s}%s", metadataNS, op.Name)
	}
	result, err := do(c, op)
	return op.Name, result, err
}
