// Works with the records of the emulator through jsforce's own calls alone.
// Usage: MODULES=…/package.json node --input-type=module - BASE_URL TOKEN < records.mjs
// The org is the messy one, with pages of 50 records.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

const { Connection } = createRequire(process.env.MODULES)('jsforce')
const [instanceUrl, accessToken] = process.argv.slice(2)
const org = new Connection({ instanceUrl, accessToken, version: '66.0' })
org.bulk2.pollInterval = 1

// Pages are followed to their end.
const deals = []
let page = await org.query('SELECT Id, Name, Account.Name FROM Opportunity ORDER BY Name')
for (;;) {
  deals.push(...page.records)
  if (page.done) break
  page = await org.queryMore(page.nextRecordsUrl)
}
assert.equal(deals.length, 120)
assert.match(deals[0].Account.Name, /^Company \d\d$/)

// The query builder, counts and one record.
const lost = await org.sobject('Opportunity').find({ StageName: 'Closed Lost' }, 'Id, Amount').sort({ Amount: -1 }).limit(3)
assert.ok(lost.length === 3 && lost[0].Amount >= lost[1].Amount)
assert.ok((await org.sobject('Opportunity').count({ IsClosed: true })) > 0)
const groups = await org.query('SELECT StageName, COUNT(Id) n FROM Opportunity GROUP BY StageName')
assert.equal(groups.records.reduce((sum, g) => sum + g.n, 0), 120)
assert.equal((await org.sobject('Opportunity').retrieve(deals[0].Id)).Name, 'Deal 001')
assert.equal((await org.sobject('Opportunity').retrieve([deals[0].Id, deals[1].Id])).length, 2)

// Several records at once, and an upsert.
const many = await org.sobject('Contact').create([{ LastName: 'One', Email: 'one@example.com' }, { LastName: 'Two' }])
assert.ok(many[0].success && !many[1].success)
assert.equal(many[1].errors[0].statusCode, 'FIELD_CUSTOM_VALIDATION_EXCEPTION')
assert.ok((await org.sobject('Account').upsert({ Name: 'New', Old_CRM_Id__c: 'x1' }, 'Old_CRM_Id__c')).success)
assert.ok((await org.sobject('Account').upsert({ Name: 'Newer', Old_CRM_Id__c: 'x1' }, 'Old_CRM_Id__c')).success)
assert.equal((await org.query("SELECT Name FROM Account WHERE Old_CRM_Id__c = 'x1'")).records[0].Name, 'Newer')

// Bulk: a query, and records to write of which one is refused.
const rows = []
for await (const row of await org.bulk2.query('SELECT Id, StageName FROM Opportunity')) rows.push(row)
assert.equal(rows.length, 120)
const done = await org.bulk2.loadAndWaitForResults({
  object: 'Opportunity', operation: 'update', input: [{ Id: deals[0].Id, NextStep: 'Call, "now"', StageName: '' }, { Id: deals[1].Id, NextStep: '', StageName: 'Closed Lost' }],
})
assert.equal(done.successfulResults.length, 1)
assert.match(done.failedResults[0].sf__Error, /FIELD_CUSTOM_VALIDATION_EXCEPTION:Pick a loss reason/)
assert.equal((await org.sobject('Opportunity').retrieve(deals[0].Id)).NextStep, 'Call, "now"')
console.log('ok')
