data "stagecraft_sandbox_approval" "deal_desk" {
  name = "deal_desk"
}
