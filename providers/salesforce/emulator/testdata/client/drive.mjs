// Drives the emulator with jsforce, through its own calls alone.
// Usage: MODULES=…/package.json node --input-type=module - BASE_URL TOKEN ZIP < drive.mjs
// ZIP is the path of a package that can be deployed: a queue Inbound, a rule Opportunity.Gate.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'

const { Connection } = createRequire(process.env.MODULES)('jsforce')
const [instanceUrl, accessToken, path] = process.argv.slice(2)
const org = new Connection({ instanceUrl, accessToken, version: '66.0' })
org.metadata.pollInterval = 1
const zip = await readFile(path)

// refused runs a call that must fail, with an error of a code.
async function refused(code, call) {
  try {
    await call
  } catch (e) {
    assert.match(`${e.errorCode} ${e.message}`, new RegExp(code))
    return
  }
  assert.fail(`expected ${code}`)
}

// Who and what the org is.
const me = await org.identity()
assert.equal(me.username, 'admin@example.com')
assert.ok((await org.limits()).DailyApiRequests.Max > 0)
assert.ok((await org.describeGlobal()).sobjects.some((o) => o.name === 'Lead'))

// A check, a quick deploy of it, and what came of it.
const options = { rollbackOnError: true, singlePackage: true }
const checked = await org.metadata.deploy(zip, { ...options, checkOnly: true, testLevel: 'RunLocalTests' }).complete(true)
assert.equal(checked.status, 'Succeeded')
assert.ok(checked.checkOnly)
assert.equal((await org.metadata.list({ type: 'Queue' })).length, 0)
const quick = await org.metadata.deployRecentValidation({ id: checked.id, rest: false })
const made = await org.metadata.checkDeployStatus(quick, true)
assert.equal(made.status, 'Succeeded')
assert.ok(made.details.componentSuccesses.some((c) => c.fullName === 'Opportunity.Gate' && c.created))
const again = await org.metadata.deployRest(zip, options).complete(true)
assert.ok(again.success && again.details.componentSuccesses.every((c) => !c.created))
assert.equal((await org.metadata.list({ type: 'Queue' }))[0].fullName, 'Inbound')

// Reading metadata, one by one and as a zip.
assert.ok((await org.metadata.describe('66.0')).metadataObjects.some((o) => o.xmlName === 'CustomObject'))
const rule = await org.metadata.read('ValidationRule', 'Opportunity.Gate')
assert.match(rule.errorConditionFormula, /ISPICKVAL\(StageName/)
const retrieved = await org.metadata.retrieve({
  apiVersion: '66.0', singlePackage: true, unpackaged: { types: [{ name: 'Queue', members: ['Inbound'] }], version: '66.0' },
}).complete()
assert.ok(retrieved.success && Buffer.from(retrieved.zipFile, 'base64').subarray(0, 2).toString() === 'PK')

// Describes and records: a rule refuses a record until the fact is there.
const described = await org.sobject('Opportunity').describe()
assert.ok(described.fields.find((f) => f.name === 'StageName').picklistValues.some((v) => v.value === 'Discovery' && v.active))
const deal = { Name: 'Deal', StageName: 'Negotiation/Review', CloseDate: '2027-01-31' }
await refused('FIELD_CUSTOM_VALIDATION_EXCEPTION An amount is needed', org.sobject('Opportunity').create(deal))
const { id } = await org.sobject('Opportunity').create({ ...deal, Amount: 5 })
await org.sobject('Opportunity').update({ Id: id, Amount: 7 })
const found = await org.query("SELECT Id, Amount FROM Opportunity WHERE StageName = 'Negotiation/Review'")
assert.deepEqual(found.records.map((r) => r.Amount), [7])
assert.equal((await org.tooling.query("SELECT Id FROM ValidationRule WHERE ValidationName = 'Gate'")).totalSize, 1)
await org.sobject('Opportunity').destroy(id)
assert.equal((await org.query('SELECT Id FROM Opportunity')).totalSize, 0)
await refused('INVALID_FIELD', org.query('SELECT Nope FROM Opportunity'))
await refused('INVALID_SESSION_ID', new Connection({ instanceUrl, accessToken: 'none', version: '66.0' }).query('SELECT Id FROM Lead'))
console.log('ok')
