"""Runs the code of a rule as Odoo does after each save of a record, as far as such code needs Odoo. Reads steps, writes what became of them."""
import copy, datetime, json, sys

TODAY = datetime.datetime(2026, 1, 1)
given = json.load(sys.stdin)
tables = {m: {r["id"]: r for r in rows} for m, rows in given["tables"].items()}
relations = {"user_id": "res.users", "partner_id": "res.partner", "commercial_partner_id": "res.partner", "team_id": "crm.team", "stage_id": "crm.stage"}
told, tasks = [], []


class UserError(Exception):
    pass


class Field:
    def __init__(self, name):
        self.name, self.compute = name, name in given.get("computed", [])
        self.store, self.column_type, self.translate = True, name, False


class Fields(dict):
    def __missing__(self, name):
        return Field(name)

    def values(self):
        return [Field(name) for name in given["computed"]]


def holds(row, domain):
    checks = {"=": lambda a, b: a == b, "!=": lambda a, b: a != b, "in": lambda a, b: a in b, "not in": lambda a, b: a not in b}
    return all(checks[op](row.get(field, False), value) for field, op, value in domain)


class Set:
    _fields, _table = Fields(), "table"

    def __init__(self, env, model, ids):
        self.env, self.model, self._name, self.ids = env, model, model, [i for i in ids if i]

    def __getattr__(self, name):
        if name == "id":
            return self.ids[0] if self.ids else False
        if name == "create_date":
            return env.cr.now() if self.id in given.get("born", []) else TODAY - datetime.timedelta(days=9)
        value = tables[self.model][self.ids[0]].get(name, False) if self.ids else False
        return Set(self.env, relations[name], [value]) if name in relations else value

    def __getitem__(self, name):
        return Set(self.env, self.model, self.ids[name]) if isinstance(name, slice) else getattr(self, name)

    def __bool__(self):
        return bool(self.ids)

    def __iter__(self):
        return iter([Set(self.env, self.model, [i]) for i in self.ids])

    def __len__(self):
        return len(self.ids)

    def __eq__(self, other):
        return isinstance(other, Set) and (self.model, set(self.ids)) == (other.model, set(other.ids))

    def __contains__(self, other):
        return len(other.ids) == 1 and other.ids[0] in self.ids

    def browse(self, ids):
        return Set(self.env, self.model, ids if isinstance(ids, list) else [ids])

    def search(self, domain):
        everyone = not self.env.context.get("active_test", True)
        return self.browse([i for i, r in tables[self.model].items() if holds(r, domain) and (everyone or r.get("active", True))])

    def search_count(self, domain):
        return len(self.search(domain))

    def filtered_domain(self, domain):
        return self.browse([i for i in self.ids if holds(tables[self.model][i], domain)])

    def read(self, names, load=""):
        return [{n: (r[n], "name") if n in relations and r.get(n) else r.get(n, False) for n in names} for r in (tables[self.model][i] for i in self.ids)]

    def write(self, values):
        for i in self.ids:
            tables[self.model][i].update(values)
        values["date_open"] = TODAY  # Odoo adds to what it is given

    def with_context(self, active_test):
        env = Env()
        env.user, env.context = self.env.user, {**self.env.context, "active_test": active_test}
        return Set(env, self.model, self.ids)

    def with_user(self, user):
        return self

    def has_group(self, name):
        return self == env.user and name in groups

    def message_post(self, body, partner_ids=None):
        told.append(body)

    def activity_schedule(self, kind, summary, note, user_id, date_deadline):
        tasks.append(str(user_id) + ": " + summary)


class Point:
    def close(self, rollback):
        pass


class Callbacks:
    data = {}


class Cursor:
    postcommit = Callbacks()

    def now(self):
        return TODAY

    def savepoint(self):
        return Point()

    def execute(self, query, args):
        names = query.split(" FROM ")[0].split('"')[1::2]
        self.rows = [{"id": i, **{n: self.written.get(n) for n in names}} for i in args[0]]

    def dictfetchall(self):
        return self.rows


class Env(dict):
    cr, uid, context, flushed = Cursor(), 1, {}, 0

    def __missing__(self, model):
        return Set(self, model, [])

    def ref(self, name, strict=True):
        return Set(self, "crm.stage", [(given["stages"] or []).index(name) + 1] if name in (given["stages"] or []) else [])

    def is_protected(self, field, record):
        return bool(step.get("computes"))

    def flush_all(self):
        Env.flushed += 1


env = Env()
env.user = Set(env, "res.users", [1])
out = []
for step in given["steps"]:
    row = tables[given["model"]].setdefault(step["id"], {"id": step["id"]})
    new = len(row) == 1 and not step.get("computes")
    kept = copy.deepcopy(tables)
    old = {n: (row.get(n), "name") if n in relations and row.get(n) else row.get(n, False) for n in step["write"]}
    row.update(step["write"])
    Cursor.written = copy.deepcopy(row)
    row.update(step["follows"] or {})
    env.context = {**(step["context"] or {}), "old_values": None if new else {step["id"]: old}}
    groups = step["groups"] or []
    told.clear(), tasks.clear()
    record = Set(env, given["model"], [step["id"]])
    refused = ""
    try:
        exec(given["code"], {"env": env, "record": record, "model": Set(env, given["model"], []), "datetime": datetime, "UserError": UserError})
    except UserError as e:
        refused = str(e)
        tables = kept
    out.append({"refused": refused, "told": list(told), "tasks": list(tasks), "record": {n: str(v) for n, v in tables[given["model"]][step["id"]].items()}})
json.dump(out, sys.stdout)
