approval "x" {
  before = stage.lead.sal # ERR SC0112: stage.lead.sal is not a stage of a deal

  tier "all" {} # ERR SC0105: approval.x.tier.all hides the tiers after it

  tier "some" {
    when = deal.discount > 10
  }
}
