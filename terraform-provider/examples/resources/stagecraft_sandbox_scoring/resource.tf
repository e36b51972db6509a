resource "stagecraft_sandbox_scoring" "lead" {
  name       = "lead"
  title      = "Lead score"
  object     = "contact"
  owner_team = stagecraft_sandbox_team.sdr.key
  dimensions = [
    {
      cap  = 100
      name = "fit"
      signals = [
        {
          name   = "target_account"
          points = 50
          when   = "contact.icp_band == \"A\""
        },
      ]
      title = "Fit"
    },
    {
      name = "engagement"
      signals = [
        {
          decay = {
            half_life = "30d"
          }
          event     = "demo_requested"
          max_count = 1
          name      = "demo_request"
          points    = 40
        },
        {
          event  = "mail_bounced"
          name   = "hard_bounce"
          points = -40
        },
      ]
      title = "Engagement"
    },
  ]
  thresholds = [
    {
      minimum = {
        engagement = 40
        fit        = 50
      }
      name = "mql"
    },
  ]
}
