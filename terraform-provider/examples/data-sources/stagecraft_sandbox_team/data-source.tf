data "stagecraft_sandbox_team" "sdr" {
  name = "sdr"
}
