resource "stagecraft_sandbox_role" "sdr_manager" {
  name  = "sdr_manager"
  title = "SDR Manager"
  team  = stagecraft_sandbox_team.sdr.key
}

resource "stagecraft_sandbox_role" "sdr" {
  name    = "sdr"
  title   = "Sales Development Rep"
  short   = "SDR"
  team    = stagecraft_sandbox_team.sdr.key
  manager = stagecraft_sandbox_role.sdr_manager.key
}
