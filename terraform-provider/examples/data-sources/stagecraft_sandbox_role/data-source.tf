data "stagecraft_sandbox_role" "sdr" {
  name = "sdr"
}
