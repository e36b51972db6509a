review "stage_definitions" {
  title    = "Stage definitions"
  cadence  = "quarterly"
  check    = ["Do people still use every stage?", "Has a definition drifted?"]
  red_flag = "More than one in ten records is moved back."
  owner    = role.revops

  escalation "new_stage" {
    on = "A team asks for another stage"
    to = role.vp_sales
  }
}
