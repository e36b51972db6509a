resource "stagecraft_sandbox_team" "sdr" {
  name  = "sdr"
  title = "Sales Development"
}
