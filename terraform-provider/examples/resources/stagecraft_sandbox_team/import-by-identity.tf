import {
  to = stagecraft_sandbox_team.sdr
  identity = {
    name = "sdr"
  }
}
