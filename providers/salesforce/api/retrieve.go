package api

import (
	"context"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"time"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// Members names components of one type. "*" stands for all of them, but not for standard objects and standard value
// sets, which are had by name only.
type Members struct {
	Names []string `xml:"members"`
	Type  string   `xml:"name"`
}

// Retrieved is what a retrieve came to.
type Retrieved struct {
	ID       string
	Files    []FileProperties
	Messages []RetrieveMessage // such as of components that do not exist
	Zip      []byte
}

// RetrieveMessage is a problem with one of the components asked for.
type RetrieveMessage struct {
	FileName string `xml:"fileName"`
	Problem  string `xml:"problem"`
}

// Retrieve reads components in metadata format, waits for them and gives the zip. There is no REST form of this.
func (c *Client) Retrieve(ctx context.Context, members ...Members) (*Retrieved, error) {
	out, err := c.retrieve(ctx, members)
	if gone(err) { // the zip is given out once; its first answer was lost
		out, err = c.retrieve(ctx, members)
	}
	return out, err
}

// gone tells whether the zip of a retrieve was given out before.
func gone(err error) bool {
	var p *Problem
	return errors.As(err, &p) && p.Code == "INVALID_LOCATOR"
}

func (c *Client) retrieve(ctx context.Context, members []Members) (*Retrieved, error) {
	id, err := c.startRetrieve(ctx, members)
	if err != nil {
		return nil, err
	}
	var last *retrieveResult
	err = c.wait(ctx, func() (bool, error) {
		last, err = c.checkRetrieve(ctx, id)
		return err == nil && last.Done, err
	})
	if err != nil {
		return nil, err
	}
	return last.outcome(id)
}

func (c *Client) startRetrieve(ctx context.Context, members []Members) (string, error) {
	type operation struct {
		XMLName       xml.Name  `xml:"retrieve"`
		Version       string    `xml:"retrieveRequest>apiVersion"`
		SinglePackage bool      `xml:"retrieveRequest>singlePackage"`
		Types         []Members `xml:"retrieveRequest>unpackaged>types"`
		Unpackaged    string    `xml:"retrieveRequest>unpackaged>version"`
	}
	answer, err := call[struct {
		ID string `xml:"result>id"`
	}](ctx, c, func(version string) any {
		return operation{Version: version, SinglePackage: true, Types: members, Unpackaged: version}
	})
	if err != nil {
		return "", err
	}
	if answer.ID == "" {
		return "", &providers.Error{Kind: providers.Unavailable, Message: "Salesforce began a retrieve without an id"}
	}
	return answer.ID, nil
}

type retrieveResult struct {
	Done     bool              `xml:"done"`
	Status   string            `xml:"status"`
	Success  bool              `xml:"success"`
	Code     string            `xml:"errorStatusCode"`
	Message  string            `xml:"errorMessage"`
	Files    []FileProperties  `xml:"fileProperties"`
	Messages []RetrieveMessage `xml:"messages"`
	Zip      []byte            `xml:"zipFile"` // in base64
}

func (c *Client) checkRetrieve(ctx context.Context, id string) (*retrieveResult, error) {
	type operation struct {
		XMLName xml.Name `xml:"checkRetrieveStatus"`
		ID      string   `xml:"asyncProcessId"`
		Zip     bool     `xml:"includeZip"`
	}
	a, err := c.exchange(ctx, func(string) any { return operation{ID: id, Zip: true} })
	if err != nil {
		return nil, err
	}
	zip := a.takeOut("zipFile")
	answer, err := read[struct {
		Result retrieveResult `xml:"result"`
	}](a)
	if err != nil {
		return nil, err
	}
	if zip != nil {
		answer.Result.Zip = zip
	}
	return &answer.Result, nil
}

func (r *retrieveResult) outcome(id string) (*Retrieved, error) {
	if !r.Success || r.Status == "Failed" {
		p := &Problem{Code: r.Code, Message: r.Message}
		return nil, &providers.Error{Kind: providers.Invalid, Message: fmt.Sprintf("the retrieve %s failed: %v", id, p), Err: p}
	}
	zip, err := base64.StdEncoding.AppendDecode(nil, r.Zip)
	if err != nil || len(zip) == 0 {
		return nil, &providers.Error{Kind: providers.Unavailable, Message: fmt.Sprintf("the retrieve %s brought no zip that can be read", id)}
	}
	return &Retrieved{id, r.Files, r.Messages, zip}, nil
}

// shortestPoll passes before the second look at a job, unless options say otherwise, and longestPoll between two looks at most.
const (
	shortestPoll = 100 * time.Millisecond
	longestPoll  = 10 * time.Second
)

// wait looks at a job until it is done.
func (c *Client) wait(ctx context.Context, done func() (bool, error)) error {
	for delay := c.poll; ; delay = min(2*delay, longestPoll) {
		if ok, err := done(); ok || err != nil {
			return err
		}
		if err := c.config.Clock.Sleep(ctx, delay); err != nil {
			return &providers.Error{Kind: providers.Unavailable, Message: "given up while waiting for Salesforce: " + err.Error(), Err: err}
		}
	}
}

// unfinished is the error of a job that may go on in the org while nobody looks.
func unfinished(what string, err error) error {
	return &providers.Error{Kind: providers.Ambiguous, Message: what + " may still be under way: " + err.Error(), Err: err}
}
