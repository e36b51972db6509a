data "stagecraft_sandbox_user" "sdr_ana" {
  team = "sdr"
  name = "ana"
}
