import {
  to = stagecraft_sandbox_team.sdr
  id = "sdr"
}
