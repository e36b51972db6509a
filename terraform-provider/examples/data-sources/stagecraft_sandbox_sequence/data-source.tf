data "stagecraft_sandbox_sequence" "early_nurture" {
  name = "early_nurture"
}
