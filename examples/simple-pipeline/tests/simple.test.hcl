scenario "qualify_nurture_or_disqualify" {
  description = "Three answers: qualified, not yet, or no with a reason. And one that is hot."
  at          = "2026-03-02T09:00:00+01:00"

  record "shed" {
    object = object.lead
    owner  = "sales"
    stages = [stage.lead.contacted]
    fields = { source = "fair", roof_area = 10 }
  }

  record "house" {
    object     = object.lead
    owner      = "sales"
    stages     = [stage.lead.contacted]
    fields     = { source = "web", roof_area = 140 }
    activities = { visit_requested = "2026-03-02T09:00:00+01:00" }
  }

  step "too_small" {
    record = "shed"
    move   = stage.lead.qualified
    expect { blocked_by = ["measured"] }
  }

  step "no_reason" {
    record = "shed"
    move   = stage.lead.disqualified
    expect { blocked_by = ["reason"] }
  }

  step "with_reason" {
    record = "shed"
    move   = stage.lead.disqualified
    reason = "too_far"
    expect { allowed = true }
  }

  step "hot" {
    record = "house"
    move   = stage.lead.qualified

    expect {
      allowed = true
      scores  = { "lead.total" = 40 }
      meets   = ["lead.hot"]
    }
  }
}
