package sandbox

import (
	"fmt"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
	"github.com/stagecraft-dev/stagecraft/schema"
)

// jsonPath is the path of a property in the JSON of a record.
func jsonPath(name string) (string, error) {
	if name == "" || strings.ContainsAny(name, `"/\`) {
		return "", &providers.Error{Kind: providers.Invalid, Attribute: "name", Message: fmt.Sprintf("a property cannot be called %q", name)}
	}
	return `$."` + name + `"`, nil
}

func (o *object) text(attr string) string { s, _ := o.vals[attr].(string); return s }

// follow makes the records fit what becomes of the object that they hang on.
func (o *operation) follow(old, obj *object) error {
	switch old.typ.Name {
	case typeObject:
		if old.key != obj.key {
			_, err := o.exec(`UPDATE records SET object = ?, updated_at = ? WHERE object = ?`, obj.key, o.now, old.key)
			return err
		}
	case typeProperty:
		return o.followProperty(old, obj)
	case typeOption:
		if a, b := old.text("value"), obj.text("value"); a != b {
			return o.changeOption(old, b)
		}
	case typeStage:
		if old.text("track") != obj.text("track") {
			return &providers.Error{Kind: providers.Invalid, Attribute: "track", Message: fmt.Sprintf("stage %q cannot change to another lifecycle or pipeline", old.key)}
		}
	case typeLifecycle, typePipeline:
		if old.text("object") != obj.text("object") {
			n, err := o.count(`SELECT count(*) FROM positions WHERE track_id = ?`, old.id)
			if err == nil && n > 0 {
				err = conflict("%d records are in %q; it cannot be about another object", n, old.key)
			}
			return err
		}
	}
	return nil
}

// family groups property types whose values are kept alike.
var family = map[string]string{
	"number": "number", "currency": "number", "percent": "number", "bool": "bool", "multi_enum": "list",
	"text": "text", "long_text": "text", "email": "text", "phone": "text", "url": "text",
}

// followProperty renames the values of a property, and refuses a change of type that they do not fit.
func (o *operation) followProperty(old, obj *object) error {
	if old.text("object") != obj.text("object") {
		n, err := o.valued(old)
		if err == nil && n > 0 {
			err = conflict("%d records have a value in %q; it cannot belong to another object", n, old.key)
		}
		if err != nil {
			return err
		}
	}
	if from, to := old.text("type"), obj.text("type"); from != to {
		texts := family[to] == "text" && family[from] != "number" && family[from] != "bool" && family[from] != "list"
		if f := family[from]; !texts && (f == "" || f != family[to]) {
			n, err := o.valued(old)
			if err == nil && n > 0 {
				err = conflict("%d records have a value in %q that is %s and would have to be %s", n, old.key, from, to)
			}
			if err != nil {
				return err
			}
		}
	}
	if old.text("name") == obj.text("name") {
		return nil
	}
	_, err := o.transfer(old, obj)
	return err
}

// valued counts the records that have a value in a property.
func (o *operation) valued(p *object) (int64, error) {
	path, err := jsonPath(p.text("name"))
	if err != nil {
		return 0, err
	}
	return o.count(`SELECT count(*) FROM records WHERE object = ? AND json_extract(props, ?) IS NOT NULL`, p.text("object"), path)
}

// transfer moves the values of one property to another of the same object,
// which keeps those that it has: the history of such a record says what was dropped. It gives the number of records.
func (o *operation) transfer(from, to *object) (int64, error) {
	src, err := jsonPath(from.text("name"))
	if err != nil {
		return 0, err
	}
	dst, err := jsonPath(to.text("name"))
	if err != nil {
		return 0, err
	}
	if _, err := o.exec(`INSERT INTO history (at, actor, record_id, kind, detail, basis)
		SELECT ?1, 'stagecraft', id, 'changed', json_object('field', ?5, 'old', json(props -> ?2), 'discarded', json('true')), ?6
		FROM records WHERE object = ?4 AND json_extract(props, ?2) IS NOT NULL AND json_extract(props, ?3) IS NOT NULL
			AND props -> ?2 <> props -> ?3`, o.now, src, dst, from.text("object"), from.text("name"), o.op.Address); err != nil {
		return 0, err
	}
	return o.exec(`UPDATE records SET updated_at = ?1, props = json_remove(
			CASE WHEN json_extract(props, ?3) IS NULL THEN json_set(props, ?3, json(props -> ?2)) ELSE props END, ?2)
		WHERE object = ?4 AND json_extract(props, ?2) IS NOT NULL`, o.now, src, dst, from.text("object"))
}

// optionWhere selects the records that have an option: ?1 is the object, ?2 the path, ?3 the value.
const optionWhere = `object = ?1 AND CASE json_type(props, ?2) WHEN 'array'
	THEN EXISTS (SELECT 1 FROM json_each(props, ?2) WHERE value = ?3) ELSE json_extract(props, ?2) = ?3 END`

// option gives the object, path and value that records keep an option under.
func option(opt *object) (object, path, value string, err error) {
	object, name, _ := strings.Cut(opt.text("property"), "/")
	path, err = jsonPath(name)
	return object, path, opt.text("value"), err
}

// changeOption gives the records that have an option another value.
func (o *operation) changeOption(opt *object, to string) error {
	object, path, value, err := option(opt)
	if err != nil {
		return err
	}
	o.moved, err = o.exec(`UPDATE records SET updated_at = ?5, props = CASE json_type(props, ?2)
		WHEN 'array' THEN json_set(props, ?2, json((SELECT json_group_array(DISTINCT CASE value WHEN ?3 THEN ?4 ELSE value END) FROM json_each(props, ?2))))
		ELSE json_set(props, ?2, ?4) END WHERE `+optionWhere, object, path, value, to, o.now)
	return err
}

// release takes the records off an object that is to be removed.
func (o *operation) release(obj *object) error {
	var n int64
	var err error
	switch obj.typ.Name {
	case typeStage:
		n, err = o.count(`SELECT count(*) FROM positions WHERE stage_id = ?`, obj.id)
	case typeOption:
		var object, path, value string
		if object, path, value, err = option(obj); err == nil {
			n, err = o.count(`SELECT count(*) FROM records WHERE `+optionWhere, object, path, value)
		}
	case typeProperty:
		n, err = o.valued(obj)
	case typeObject:
		if n, err = o.count(`SELECT count(*) FROM records WHERE object = ?`, obj.key); err == nil && n > 0 {
			return conflict("%d records are of object %q; delete them first", n, obj.key)
		}
	}
	if err != nil || n == 0 {
		return err
	}
	if o.op.Discard {
		return o.discard(obj)
	}
	if o.op.MoveRecordsTo == "" || o.op.MoveRecordsTo == obj.key {
		return conflict("%d records hang on %s %q, and nothing says where they go", n, obj.typ.Name, obj.key)
	}
	to, err := o.byKey(obj.typ, o.op.MoveRecordsTo)
	if err != nil {
		return err
	}
	switch obj.typ.Name {
	case typeStage:
		return o.moveStage(obj, to)
	case typeOption:
		if obj.text("property") != to.text("property") {
			return invalid("", "records cannot get an option of another property")
		}
		return o.changeOption(obj, to.text("value"))
	}
	if obj.text("object") != to.text("object") || family[obj.text("type")] != family[to.text("type")] {
		return invalid("", "the values of %q do not fit %q", obj.key, to.key)
	}
	o.moved, err = o.transfer(obj, to)
	return err
}

// discard drops the values that records hold in a property or option. The history of each record keeps what it was.
func (o *operation) discard(obj *object) error {
	switch obj.typ.Name {
	case typeProperty:
		name := obj.text("name")
		path, err := jsonPath(name)
		if err != nil {
			return err
		}
		return o.drop(name, path, `object = ?1 AND json_extract(props, ?2) IS NOT NULL AND ?3 IS NULL`, obj.text("object"), nil)
	case typeOption:
		object, path, value, err := option(obj)
		if err != nil {
			return err
		}
		_, name, _ := strings.Cut(obj.text("property"), "/")
		return o.drop(name, path, optionWhere, object, value)
	}
	return invalid("", "the records of %s %q cannot be discarded", obj.typ.Name, obj.key)
}

// drop takes a value out of the records that where selects (?1 the object, ?2 the path, ?3 the value, nil for any);
// from a list only that value.
func (o *operation) drop(name, path, where, object string, value any) error {
	n, err := o.exec(`INSERT INTO history (at, actor, record_id, kind, detail, basis)
		SELECT ?4, 'stagecraft', id, 'changed', json_object('field', ?5, 'old', json(props -> ?2), 'discarded', json('true')), ?6 FROM records WHERE `+where,
		object, path, value, o.now, name, o.op.Address)
	if err != nil {
		return err
	}
	o.note = fmt.Sprintf("the values of %d records were dropped", n)
	_, err = o.exec(`UPDATE records SET updated_at = ?4, props = CASE
		WHEN ?3 IS NOT NULL AND json_type(props, ?2) = 'array' AND json_array_length(props, ?2) > 1
		THEN json_set(props, ?2, json((SELECT json_group_array(value) FROM json_each(props, ?2) WHERE value <> ?3)))
		ELSE json_remove(props, ?2) END WHERE `+where, object, path, value, o.now)
	return err
}

// moveStage moves the records of one stage to another, with a line in the
// history of each. A record that is in the other lifecycle or pipeline already keeps its place there.
func (o *operation) moveStage(from, to *object) error {
	track := to.text("lifecycle")
	typ := typeLifecycle
	if track == "" {
		track, typ = to.text("pipeline"), typePipeline
	}
	other, err := o.byKey(typeByName()[typ], track)
	if err != nil {
		return err
	}
	fromAddr, toAddr := addressOf("stage", from.key), addressOf("stage", to.key)
	detail := fmt.Sprintf(`{"track":%s,"from":%s,"to":%s,"retired":true}`, quoteJSON(addressOf(strings.TrimPrefix(typ, "sandbox_"), track)), quoteJSON(fromAddr), quoteJSON(toAddr))
	o.moved, err = o.exec(`INSERT INTO history (at, actor, record_id, kind, detail, basis)
		SELECT ?, 'stagecraft', record_id, 'moved', ?, ? FROM positions WHERE stage_id = ?`, o.now, detail, o.op.Address, from.id)
	if err != nil {
		return err
	}
	if _, err = o.exec(`UPDATE OR IGNORE positions SET stage_id = ?, track_id = ?, entered_at = ? WHERE stage_id = ?`, to.id, other.id, o.now, from.id); err != nil {
		return err
	}
	_, err = o.exec(`DELETE FROM positions WHERE stage_id = ?`, from.id)
	return err
}

func quoteJSON(a schema.Address) string { return string(appendJSON(nil, string(a))) }
