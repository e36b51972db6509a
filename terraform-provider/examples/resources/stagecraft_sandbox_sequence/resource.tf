resource "stagecraft_sandbox_sequence" "early_nurture" {
  name       = "early_nurture"
  title      = "Early nurture"
  purpose    = "Helps people to see whether we fit."
  object     = "contact"
  starts     = "set(contact.icp_band)"
  owner_role = stagecraft_sandbox_role.sdr.key
  steps = [
    {
      after   = "2d"
      do      = "send"
      message = "The scheduling guide for the reader's industry."
      name    = "guide"
    },
  ]
  exits = [
    {
      name = "converted"
      on   = "entering(stage.lead.mql)"
    },
  ]
}
