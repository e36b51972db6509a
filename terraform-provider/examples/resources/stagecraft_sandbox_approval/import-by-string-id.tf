import {
  to = stagecraft_sandbox_approval.deal_desk
  id = "deal_desk"
}
