// Scans flows and prints what is wrong with them as JSON: [{file, rule, severity, element, line}]. A file without a flow that
// can be read is an error of the rule "Parse". Usage: MODULES=…/package.json node scan.mjs FILE…
import { createRequire } from 'node:module'

const { parse, scan } = createRequire(process.env.MODULES)('@flow-scanner/lightning-flow-scanner-core')
const parsed = await parse(process.argv.slice(2))
const readable = parsed.filter((p) => p.flow?.xmldata)
const found = parsed.filter((p) => !readable.includes(p)).map((p) => ({ file: p.uri, rule: 'Parse', severity: 'error', element: p.errorMessage }))
for (const { flow, ruleResults } of scan(readable)) {
  for (const { ruleName, severity, errorMessage, details } of ruleResults) {
    if (errorMessage) found.push({ file: flow.uri, rule: ruleName, severity: 'error', element: errorMessage })
    for (const d of details) found.push({ file: flow.uri, rule: ruleName, severity, element: d.name, line: d.lineNumber })
  }
}
console.log(JSON.stringify(found))
