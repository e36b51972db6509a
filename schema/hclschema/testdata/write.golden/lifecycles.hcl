lifecycle "lead" {
  domain = "lead"
  object = object.contact

  stage "new" {
    number = 0
    owner  = team.one

    entry "all" {
      when = at_least(2, contact.score > 3 && !contact.opted_out, contact.country == "Austria", any(deal, pipeline.sales >= stage.sales.won)) || is_set(contact.email)
    }

    exit "any" {
      when = lifecycle.lead == stage.lead.new && scoring.lead.meets.good && scoring.lead.total > -5
      then = lifecycle.lead
    }
  }

  stage "old" {
    owner = role.owner

    entry "age" {
      when = days_since(contact.created_at) > 365 * 2
    }
  }
}
