package hubspot

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/providers/hubspot/api"
)

// associationValues are the values of a label. A label has two directions and is written in one of them: from the object
// that comes first (standard ones, then custom ones by name), and between records of one object from the word that comes
// first. Without a word of its own the other end has the same.
func associationValues(from, to, label, inverse string) providers.Values {
	if inverse == "" {
		inverse = label
	}
	if c := compareObjects(from, to); c > 0 || c == 0 && inverse < label {
		from, to, label, inverse = to, from, inverse, label
	}
	return providers.Values{"from": from, "to": to, "label": label, "inverse": inverse}
}

// compareObjects orders objects by plural name.
func compareObjects(a, b string) int {
	place := func(plural string) int {
		if i := slices.IndexFunc(standardObjects, func(s standardObject) bool { return s.plural == plural }); i >= 0 {
			return i
		}
		return len(standardObjects)
	}
	if d := place(a) - place(b); d != 0 {
		return d
	}
	return strings.Compare(a, b)
}

// readAssociations reads the labels between each two objects: two requests for a pair, one for an object with itself.
// Leads are left out: their associations are HubSpot's own.
func readAssociations(ctx context.Context, r *reading) ([]*providers.Live, error) {
	objects := slices.DeleteFunc(r.portal.objects(), func(o string) bool { return o == "leads" })
	slices.SortFunc(objects, compareObjects)
	var (
		wg    sync.WaitGroup
		pairs [][2]string
	)
	for i, from := range objects {
		for _, to := range objects[i:] {
			pairs = append(pairs, [2]string{from, to})
		}
	}
	found, errs := make([][]*providers.Live, len(pairs)), make([]error, len(pairs))
	for i, p := range pairs {
		wg.Go(func() { found[i], errs[i] = readPair(ctx, r, p[0], p[1]) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return slices.Concat(found...), nil
}

func readPair(ctx context.Context, r *reading, from, to string) ([]*providers.Live, error) {
	there, err := ownLabels(ctx, r, from, to)
	if err != nil || len(there) == 0 {
		return nil, err
	}
	var back []api.AssociationLabel
	if from != to {
		if back, err = ownLabels(ctx, r, to, from); err != nil {
			return nil, err
		}
	}
	var out []*providers.Live
	for _, p := range pairLabels(there, back, from == to) {
		l, err := associationLive(from, to, p[0], p[1])
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, nil
}

// ownLabels are the labels from one object to another that somebody defined; none where the token may not see them.
func ownLabels(ctx context.Context, r *reading, from, to string) ([]api.AssociationLabel, error) {
	list, err := r.client.AssociationLabels(ctx, r.portal.pathName(from), r.portal.pathName(to))
	if err != nil && !refused(err) {
		return nil, err
	}
	return slices.DeleteFunc(list, func(l api.AssociationLabel) bool { return l.Category != "USER_DEFINED" || l.Label == "" }), nil
}

// pairLabels finds the other direction of each label. HubSpot does not say which two belong together, but gives them ids
// that follow each other. Between records of the same object, both
// directions are there. A label without its other direction is given twice.
func pairLabels(there, back []api.AssociationLabel, same bool) [][2]api.AssociationLabel {
	byID := map[int]api.AssociationLabel{}
	var ids []int
	for _, l := range slices.Concat(there, back) {
		byID[l.TypeID] = l
		ids = append(ids, l.TypeID)
	}
	slices.Sort(ids)
	goes := func(id int) bool {
		return slices.ContainsFunc(there, func(l api.AssociationLabel) bool { return l.TypeID == id })
	}
	var out [][2]api.AssociationLabel
	for i := 0; i < len(ids); i++ {
		a, b := ids[i], ids[i]
		if i+1 < len(ids) && ids[i+1] == a+1 && (same || goes(a) != goes(a+1)) {
			b = a + 1
			i++
		}
		if !goes(a) {
			a, b = b, a
		}
		if goes(a) {
			out = append(out, [2]api.AssociationLabel{byID[a], byID[b]})
		}
	}
	return out
}

func associationLive(from, to string, there, back api.AssociationLabel) (*providers.Live, error) {
	v := associationValues(from, to, there.Label, back.Label)
	id := there.TypeID
	if v["label"] != there.Label {
		id = back.TypeID
	}
	return live(typeAssociation, strconv.Itoa(id), v)
}

func writeAssociation(ctx context.Context, w *writing, op *providers.Operation) outcome {
	v := op.After
	if op.Action == providers.Delete {
		v = op.Before
	}
	from, to := text(v["from"]), text(v["to"])
	label, inverse := text(v["label"]), text(v["inverse"])
	fromID, toID := w.portal.pathName(from), w.portal.pathName(to)
	if op.Action == providers.Create {
		made, err := w.client.CreateAssociationLabel(ctx, fromID, toID, api.LabelInput{Name: associationName(from, to, label), Label: label, InverseLabel: inverse})
		if err != nil {
			return outcome{err: err}
		}
		i := slices.IndexFunc(made, func(l api.AssociationLabel) bool { return l.Label == label })
		if i < 0 {
			return outcome{err: &providers.Error{Kind: providers.Ambiguous, Message: "HubSpot's answer does not name the label " + label}}
		}
		return outcomeOf(live(typeAssociation, strconv.Itoa(made[i].TypeID), associationValues(from, to, label, inverse)))
	}
	id, err := strconv.Atoi(op.ID)
	if err != nil {
		return outcome{err: &providers.Error{Kind: providers.Invalid, Message: "the id of an association label is a number, not " + op.ID}}
	}
	if op.Action == providers.Delete {
		return outcome{id: op.ID, err: w.client.DeleteAssociationLabel(ctx, fromID, toID, id)}
	}
	if err := w.client.UpdateAssociationLabel(ctx, fromID, toID, id, label, inverse); err != nil {
		return outcome{err: err}
	}
	return outcomeOf(live(typeAssociation, op.ID, associationValues(from, to, label, inverse)))
}

// associationName is the internal name of a label, which is the only one in the account and is never given back.
func associationName(from, to, label string) string {
	return internalName(from + " " + to + " " + strconv.QuoteToASCII(label))
}
