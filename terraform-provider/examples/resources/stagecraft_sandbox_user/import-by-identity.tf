import {
  to = stagecraft_sandbox_user.sdr_ana
  identity = {
    team = "sdr"
    name = "ana"
  }
}
