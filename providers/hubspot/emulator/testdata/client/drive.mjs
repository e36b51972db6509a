// Drives the emulator with HubSpot's own client, through the client's own calls alone.
// Usage: MODULES=…/package.json node drive.mjs BASE_URL TOKEN
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

const { Client } = createRequire(process.env.MODULES)('@hubspot/api-client')
const [basePath, accessToken] = process.argv.slice(2)
const hubspot = new Client({ basePath, accessToken })
const { properties, pipelines, deals, contacts, companies, owners, objects, lists, schemas } = hubspot.crm

// refused runs a call that must fail, and gives the error's body.
async function refused(status, call) {
  try {
    await call
  } catch (e) {
    assert.equal(e.code, status, e.message)
    return typeof e.body === 'string' && e.body ? JSON.parse(e.body) : e.body
  }
  assert.fail(`expected ${status}`)
}

// Groups and properties.
const group = await properties.groupsApi.create('deals', { name: 'stagecraft', label: 'Stagecraft', displayOrder: 3 })
assert.equal(group.name, 'stagecraft')
assert.equal((await refused(409, properties.groupsApi.create('deals', { name: 'stagecraft', label: 'Again', displayOrder: 3 }))).subCategory, 'PropertyGroupError.GROUP_ALREADY_EXISTS')
assert.ok((await properties.groupsApi.getAll('deals')).results.some((g) => g.label === 'Stagecraft'))
const definition = {
  name: 'exit_reason', label: 'Exit reason', type: 'enumeration', fieldType: 'select', groupName: 'stagecraft',
  options: [{ label: 'Won', value: 'won', displayOrder: 0, hidden: false }, { label: 'Lost', value: 'lost', displayOrder: 1, hidden: false }],
}
const created = await properties.coreApi.create('deals', definition)
assert.equal(created.options.length, 2)
assert.ok(created.createdAt instanceof Date && !created.hubspotDefined)
assert.equal((await refused(409, properties.coreApi.create('deals', definition))).category, 'OBJECT_ALREADY_EXISTS')
assert.match((await refused(400, properties.coreApi.create('deals', { ...definition, name: 'x', groupName: 'nowhere' }))).message, /does not exist/)
const patched = await properties.coreApi.update('deals', 'exit_reason', { options: [...definition.options, { label: 'Stalled', value: 'stalled', displayOrder: 2, hidden: false }] })
assert.deepEqual(patched.options.map((o) => o.value), ['won', 'lost', 'stalled'])
const batch = await properties.batchApi.create('deals', {
  inputs: [...Array(3).keys()].map((i) => ({ name: `fact_${i}`, label: `Fact ${i}`, type: 'string', fieldType: 'text', groupName: 'stagecraft' })),
})
assert.equal(batch.results.length, 3)
const partly = await properties.batchApi.read('deals', { archived: false, inputs: [{ name: 'fact_0' }, { name: 'no_such' }] })
assert.equal(partly.results.length, 1)
assert.equal(partly.numErrors, 1)
await properties.batchApi.archive('deals', { inputs: [{ name: 'fact_2' }] })
assert.equal((await properties.coreApi.getAll('deals', true)).results.length, 1)
await refused(404, properties.coreApi.getByName('deals', 'fact_2'))

// Pipelines and stages.
const stages = [['sc_open', 'Open', '0.50'], ['sc_won', 'Won', '1.0'], ['sc_lost', 'Lost', '0.0']]
const pipeline = await pipelines.pipelinesApi.create('deals', {
  pipelineId: 'sc_sales', label: 'Stagecraft sales', displayOrder: 5,
  stages: stages.map(([stageId, label, probability], displayOrder) => ({ stageId, label, displayOrder, metadata: { probability } })),
})
// The client leaves out ids that the caller chooses, so the server's stand.
const open = pipeline.stages.find((s) => s.label === 'Open')
assert.ok(open.id)
assert.equal((await pipelines.pipelineStagesApi.getById('deals', pipeline.id, open.id)).metadata.probability, '0.5')
await refused(400, pipelines.pipelineStagesApi.create('deals', pipeline.id, { label: 'No probability', displayOrder: 9, metadata: {} }))
const extra = await pipelines.pipelineStagesApi.create('deals', pipeline.id, { label: 'Proof', displayOrder: 9, metadata: { probability: '0.7' } })
const renamed = await pipelines.pipelineStagesApi.update('deals', pipeline.id, extra.id, { label: 'Proof of value', metadata: { probability: '0.7' } })
assert.equal(renamed.label, 'Proof of value')
assert.equal((await pipelines.pipelineStagesApi.getAll('deals', pipeline.id)).results.length, 4)
assert.ok((await pipelines.pipelinesApi.getAll('contacts')).results.some((p) => p.id === 'contacts-lifecycle-pipeline'))
await assert.rejects(pipelines.pipelinesApi.getById('deals', 'no_such')) // answered 404 without a body

// Owners.
const owner = (await owners.ownersApi.getPage('admin@example.com')).results[0]
assert.equal(owner.firstName, 'Ada')
assert.equal((await owners.ownersApi.getById(Number(owner.id))).email, 'admin@example.com')

// Records, batches, search.
const deal = await deals.basicApi.create({ properties: { dealname: 'First', pipeline: pipeline.id, dealstage: extra.id, amount: '1200', hubspot_owner_id: owner.id }, associations: [] })
assert.equal((await deals.basicApi.getById(deal.id, ['dealstage', 'exit_reason'])).properties.dealstage, extra.id)
const inUse = await refused(400, pipelines.pipelinesApi.archive('deals', pipeline.id, true, true))
assert.equal(inUse.subCategory, 'PipelineError.STAGE_ID_IN_USE')
assert.match(inUse.context.objectIds[0], new RegExp(deal.id))
await deals.basicApi.update(deal.id, { properties: { pipeline: 'default', dealstage: 'closedlost' } })
await pipelines.pipelineStagesApi.archive('deals', pipeline.id, extra.id)
await pipelines.pipelinesApi.archive('deals', pipeline.id, true, true)
const more = await deals.batchApi.create({ inputs: [...Array(30).keys()].map((i) => ({ properties: { dealname: `Deal ${i}`, dealstage: i % 3 ? 'contractsent' : 'closedwon', amount: String(i * 100) }, associations: [] })) })
assert.equal(more.results.length, 30)
const found = await deals.searchApi.doSearch({
  filterGroups: [{ filters: [{ propertyName: 'dealstage', operator: 'EQ', value: 'contractsent' }, { propertyName: 'amount', operator: 'GTE', value: '1000' }] }],
  sorts: ['-amount'], properties: ['dealname', 'amount'], limit: 5, after: '0',
})
assert.equal(found.total, 14)
assert.equal(found.results.length, 5)
assert.equal(found.results[0].properties.dealname, 'Deal 29')
const next = await deals.searchApi.doSearch({ filterGroups: [], limit: 20, after: '20' })
assert.equal(next.results.length, 31 - 20)
const read = await deals.batchApi.read({ inputs: [{ id: deal.id }, { id: '999999999' }], properties: ['dealname'], propertiesWithHistory: [] })
assert.equal(read.numErrors, 1)
const ada = await contacts.basicApi.create({ properties: { email: 'ada@example.com', lifecyclestage: 'lead' }, associations: [] })
assert.match((await refused(409, contacts.basicApi.create({ properties: { email: 'ada@example.com' }, associations: [] }))).message, new RegExp(`Existing ID: ${ada.id}`))
await contacts.basicApi.update(ada.id, { properties: { lifecyclestage: 'opportunity' } })
assert.equal((await objects.basicApi.getById('contacts', ada.id, ['lifecyclestage'])).properties.lifecyclestage, 'opportunity')
assert.match((await refused(400, contacts.basicApi.update(ada.id, { properties: { no_such: 'x' } }))).message, /PROPERTY_DOESNT_EXIST/)
for (let i = 0; i < 12; i++) await companies.basicApi.create({ properties: { name: `Company ${i}`, domain: `c${i}.example.com` }, associations: [] })
assert.equal((await companies.getAll(5)).length, 12) // the client follows the pages itself

// Lists and custom objects.
const list = (await lists.listsApi.create({ name: 'Open leads', objectTypeId: '0-1', processingType: 'MANUAL' })).list
assert.equal((await lists.listsApi.getByName('Open leads', '0-1')).list.listId, list.listId)
const custom = await schemas.coreApi.create({
  name: 'subscription', labels: { singular: 'Subscription', plural: 'Subscriptions' }, primaryDisplayProperty: 'title', requiredProperties: [], associatedObjects: [],
  properties: [{ name: 'title', label: 'Title', type: 'string', fieldType: 'text' }],
})
assert.match(custom.objectTypeId, /^2-\d+$/)
assert.equal((await schemas.coreApi.getAll()).results.length, 1)

// What a token may not do, the client shows by its error.
const nobody = new Client({ basePath, accessToken: 'unknown' })
assert.equal((await refused(401, nobody.crm.owners.ownersApi.getPage())).category, 'INVALID_AUTHENTICATION')
console.log('ok')
