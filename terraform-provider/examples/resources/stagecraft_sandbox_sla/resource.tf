resource "stagecraft_sandbox_sla" "first_touch" {
  name       = "first_touch"
  title      = "First contact by a person"
  starts     = "entering(stage.lead.mql)"
  stops      = "entering(stage.lead.sql)"
  within     = "4h"
  target     = "5m"
  calendar   = stagecraft_sandbox_calendar.us_office.key
  owner_role = stagecraft_sandbox_role.sdr.key
  escalates = [
    {
      after       = "4h"
      notify_role = [stagecraft_sandbox_role.sdr_manager.key]
    },
  ]
}
