resource "stagecraft_sandbox_user" "sdr_ana" {
  team        = stagecraft_sandbox_team.sdr.key
  order       = 0
  name        = "ana"
  title       = "Ana Ruiz"
  identity    = "ana@fernway.example"
  role        = stagecraft_sandbox_role.sdr.key
  capacity    = 40
  skills      = ["es", "en"]
  territories = ["na"]
}
