// Package hubspot is the provider for HubSpot.
//
// # Parts
//
//   - Types (types.go) and how each is read and written (kinds.go, kind_*.go). Options of properties and stages of
//     pipelines are resources of their own, so that one that nobody declared is seen and never lost.
//   - What an account can do (portal.go) is learned when it is opened. What it lacks becomes manual steps and a warning.
//   - Compiling (compile*.go) turns an architecture into resources, manual steps in the words of HubSpot's settings
//     pages, and the class of enforcement of every rule. HubSpot prevents little: most rules are watched by a segment and a
//     workflow, and the plan says so.
//   - Documents (document.go, translate.go): workflows, segments and scores name other things by ids that only the account
//     knows. In values of resources, placeholders stand for them (refs.go); a directory translates both ways. What a
//     document does is said in words (summary.go), and what it uses is derived from it (derive.go).
//   - Applying (apply.go) divides operations into rounds in which none refers to another one, in batches where HubSpot has
//     them.
//   - Importing (decompile*.go) with an audit of what is found (audit*.go), and a review before each plan (review.go).
//
// Below: api is the client, filter puts criteria into HubSpot's filters, emulator imitates an account. How sure each fact
// about HubSpot is stands in the package comment of the emulator and beside the code that rests on it.
package hubspot
