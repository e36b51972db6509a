playbook "sdr" {
  title    = "Sales Development"
  audience = "end_user"
  body     = "You own a lead from the moment routing gives it to you until a deal exists. A clock runs from the start."

  steps = [
    "Open the queue: hand-raises first, then by total score, then by last activity.",
    "Call within five minutes when somebody raised a hand; four business hours is the limit for everybody.",
    "Accept or reject. A rejection needs a code, and the code is how Marketing learns.",
    "Hold the conversation; tick what you heard of budget, authority, need and timing.",
    "Decide within 48 hours: qualified, not yet, or disqualified.",
  ]
}

playbook "ae" {
  title    = "Account Executive"
  audience = "end_user"
  body     = "You own the deal from Stage 0 to the signature, and the handoff until Customer Success has said yes."

  steps = [
    "Accept a Stage 0 deal within ten working days, or close it.",
    "No close date moves without a code.",
    "Ask the deal desk before you promise.",
    "Write scope and commitments into the fields; None is an answer.",
    "Stay as supporting AE after the signature.",
  ]
}

playbook "csm" {
  title    = "Customer Success"
  audience = "end_user"
  body     = "You own the customer from the first value on."

  steps = [
    "Read the journey record; you need not ask the AE.",
    "Watch active technicians weekly.",
    "Open the renewal when the customer is mature, not when the calendar says so.",
  ]
}

playbook "vp_revops" {
  title    = "Leadership"
  audience = "leadership"
  body     = "Four people sign definitions off. A signature lapses when the words or the criteria change."

  steps = [
    "Read the meeting pack: what changed, what is still assumed.",
    "Decide on open questions that carry your role.",
    "Look at the executive dashboard by segment, never at the total alone.",
  ]
}

playbook "revops_admin" {
  title    = "CRM administration"
  audience = "technical"
  body     = "Configuration comes from this repository. What the plan cannot do is in the configuration spec as a manual step."

  steps = [
    "Switch HubSpot's own lifecycle automation off before the first apply.",
    "Plan against the sandbox, read the impact, then apply.",
    "Never edit stages by hand; the next plan reports it.",
    "Walk a sample record through every stage after an apply.",
  ]
}
