data "stagecraft_sandbox_queue" "inbound" {
  name = "inbound"
}
