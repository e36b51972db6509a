import {
  to = stagecraft_sandbox_goal.mqls
  id = "mqls"
}
