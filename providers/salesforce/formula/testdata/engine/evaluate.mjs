// Evaluates Salesforce formulas with the package sformula, one JSON line each from standard input:
// {formula, types, values, returns} becomes {value} or {error}. The engine knows no REGEX, so it gets one
// here that stands for Java's. ISNEW, ISCHANGED and PRIORVALUE, TODAY and NOW and custom permissions are
// values that the test gives; they are rewritten to names before the engine sees them.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(process.env.MODULES);
const { parseSync } = require("sformula");

const text = { argument: { type: "string" }, optional: false };
const regex = { type: "function", arguments: [text, text], returns: { type: "boolean" } };

// Java's \x{…} is JavaScript's \u{…}, and Java escapes any punctuation.
function REGEX(s, pattern) {
  const js = pattern.replace(/\\(?:x\{([0-9A-F]+)\}|([^\w]))/g, (all, hex, c) => {
    if (hex) return `\\u{${hex}}`;
    return "^$\\.*+?()[]{}|/".includes(c) ? all : `\\u{${c.codePointAt(0).toString(16)}}`;
  });
  return s != null && new RegExp("^(?:" + js + ")$", "u").test(s);
}

function rewrite(formula) {
  return formula
    .replaceAll("ISNEW()", "ISNEW__")
    .replaceAll("TODAY()", "TODAY__")
    .replaceAll("NOW()", "NOW__")
    .replace(/PRIORVALUE\((\w+)\)/g, "$1__prior")
    .replace(/ISCHANGED\((\w+)\)/g, "$1__changed")
    .replace(/\$Permission\.(\w+)/g, "$1__permission");
}

const out = [];
const compiled = new Map();
for await (const line of createInterface({ input: process.stdin })) {
  const { formula, types, values, returns } = JSON.parse(line);
  try {
    if (!compiled.has(formula)) {
      compiled.set(formula, parseSync(rewrite(formula), { inputTypes: { ...types, REGEX: regex }, returnType: returns }));
    }
    out.push(JSON.stringify({ value: compiled.get(formula).evaluate({ ...values, REGEX }) }));
  } catch (e) {
    out.push(JSON.stringify({ error: String(e.message ?? e) }));
  }
}
process.stdout.write(out.join("\n") + "\n");
