scenario "needs_a_reason" {
  at = "2026-03-02T09:00:00+01:00"
  record "ada" {
    object = object.lead
    owner  = "sales"
    stages = [stage.lead.contacted]
    fields = { source = "fair", roof_area = 10 }
  }
  step "too_small" {
    record = "ada"
    move   = stage.lead.qualified
    expect { blocked_by = ["measured"] }
  }
  step "no_reason" {
    record = "ada"
    move   = stage.lead.disqualified
    expect { allowed = false }
  }
  step "with_reason" {
    record = "ada"
    move   = stage.lead.disqualified
    reason = "too_far"
    expect { allowed = true }
  }
}
