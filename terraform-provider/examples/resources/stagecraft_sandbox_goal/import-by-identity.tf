import {
  to = stagecraft_sandbox_goal.mqls
  identity = {
    name = "mqls"
  }
}
