package sandbox

import (
	"context"
	"database/sql"
	"strings"

	"github.com/stagecraft-dev/stagecraft/providers"
)

// columnsOfRecord are the built-in fields that are columns of a record, not properties.
var columnsOfRecord = map[string]string{"id": "id", "owner": "owner", "created_at": "created_at", "updated_at": "updated_at", "last_activity_at": "last_activity_at"}

// CountRecords counts in the database, one query each. What does not exist holds
// no records; -1 stands for a type that records do not hang on.
func (p *Provider) CountRecords(ctx context.Context, qs []providers.RecordQuery) ([]int64, error) {
	out := make([]int64, len(qs))
	for i, q := range qs {
		n, err := p.crm.countRecords(ctx, q)
		if err != nil {
			return nil, storeError(err)
		}
		out[i] = n
	}
	return out, nil
}

// countRecords answers one query.
func (c *CRM) countRecords(ctx context.Context, q providers.RecordQuery) (n int64, err error) {
	from, args, object, err := c.selection(ctx, q)
	if err == sql.ErrNoRows {
		return 0, nil
	}
	if err != nil || from == "" {
		return -1, err
	}
	if q.Missing != "" {
		where, more, err := missing(object, q.Missing)
		if err != nil {
			return 0, err
		}
		from += where
		args = append(args, more...)
	}
	err = c.db.QueryRowContext(ctx, `SELECT count(*) FROM `+from, args...).Scan(&n)
	return n, err
}

// selection gives the records that hang on an object as the rest of a query
// over r, and their record type; "" when none can.
func (c *CRM) selection(ctx context.Context, q providers.RecordQuery) (from string, args []any, object string, err error) {
	var id int64
	if !(q.Type == typeProperty && columnsOfRecord[q.Key[strings.LastIndexByte(q.Key, '/')+1:]] != "") {
		if err = c.db.QueryRowContext(ctx, `SELECT id FROM config WHERE type = ? AND key = ?`, q.Type, q.Key).Scan(&id); err != nil {
			if typeByName()[q.Type] == nil {
				return "", nil, "", nil
			}
			return "", nil, "", err
		}
	}
	switch q.Type {
	case typeStage, typeLifecycle, typePipeline:
		col := "track_id"
		if q.Type == typeStage {
			col = "stage_id"
		}
		from = `positions p WHERE p.` + col + ` = ?`
		if q.Missing != "" {
			from = `positions p JOIN records r ON r.id = p.record_id WHERE p.` + col + ` = ?`
			err = c.db.QueryRowContext(ctx, `SELECT coalesce((SELECT json_extract(t.vals, '$.object') FROM config s
				JOIN config t ON t.key = json_extract(s.vals, '$.track') AND t.type IN (?1, ?2) WHERE s.id = ?3 AND s.type = ?4),
				(SELECT json_extract(vals, '$.object') FROM config WHERE id = ?3), 'deal')`, typeLifecycle, typePipeline, id, typeStage).Scan(&object)
		}
		return from, []any{id}, object, err
	case typeObject:
		return `records r WHERE r.object = ?`, []any{q.Key}, q.Key, nil
	case typeProperty:
		object, name, _ := strings.Cut(q.Key, "/")
		value, more, err := valueOf("r", name)
		return `records r WHERE r.object = ? AND ` + value + ` IS NOT NULL`, append([]any{object}, more...), object, err
	case typeOption:
		parts := strings.SplitN(q.Key, "/", 3)
		if len(parts) < 3 {
			return "", nil, "", sql.ErrNoRows
		}
		path, err := jsonPath(parts[1])
		return `records r WHERE ` + optionWhere, []any{parts[0], path, parts[2]}, parts[0], err
	}
	return "", nil, "", nil
}

// valueOf is the SQL of a property of a record.
func valueOf(alias, name string) (string, []any, error) {
	if col := columnsOfRecord[name]; col != "" {
		return alias + "." + col, nil, nil
	}
	path, err := jsonPath(name)
	return `json_extract(` + alias + `.props, ?)`, []any{path}, err
}

// missing limits a query over r to records without a value in a property, of
// their own or, for another object, of any record that they are linked with.
func missing(object, property string) (string, []any, error) {
	other, name, _ := strings.Cut(property, "/")
	if other == object {
		value, args, err := valueOf("r", name)
		return ` AND ` + value + ` IS NULL`, args, err
	}
	value, args, err := valueOf("x", name)
	return ` AND NOT EXISTS (SELECT 1 FROM (SELECT to_id AS id FROM links WHERE from_id = r.id UNION ALL SELECT from_id FROM links WHERE to_id = r.id) l
		JOIN records x ON x.id = l.id WHERE x.object = ? AND ` + value + ` IS NOT NULL)`, append([]any{other}, args...), err
}
