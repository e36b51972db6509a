faq "stage_or_status" {
  question = "What is the difference between lifecycle stage and contact status?"
  answer   = "The **stage** says how far a person has come and moves forward only. The **status** says what somebody is doing with them today: New, Working, Engaged, Nurture, Disqualified. An MQL can be in Nurture; that is two answers to two questions."
  order    = 1
}

faq "cannot_move" {
  question = "Why can't I move a record to the next stage?"
  answer   = "The CRM names the criterion or the field that is missing. Fill it and try again. If the criterion itself is wrong, propose a change: everybody sees it, and the next version carries it."
  order    = 2
}

faq "backward" {
  question = "A lead went cold. Can I move it back?"
  answer   = "Only to Known Lead, along one of the four recycling handoffs, and with a code. Its engagement score starts again at zero and Marketing takes over."
  order    = 3
}

faq "lost_in_lifecycle" {
  question = "Where do I mark a lead as Closed Lost?"
  answer   = "On the **deal**. A person is never lost: after a lost deal the contact goes back to nurture with the code `deal_lost`, or becomes Disqualified."
  order    = 4
}

faq "new_stage" {
  question = "I need another stage or picklist value. Whom do I ask?"
  answer   = "Open a change request. The Architect adds values to existing stages; a new stage, other criteria or another pipeline go through the Specialist and the council. A value that was added by hand is reported as rogue in the next plan."
  order    = 5
}
