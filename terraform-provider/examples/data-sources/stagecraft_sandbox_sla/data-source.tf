data "stagecraft_sandbox_sla" "first_touch" {
  name = "first_touch"
}
