data "stagecraft_sandbox_goal" "mqls" {
  name = "mqls"
}
