import {
  to = stagecraft_sandbox_approval.deal_desk
  identity = {
    name = "deal_desk"
  }
}
