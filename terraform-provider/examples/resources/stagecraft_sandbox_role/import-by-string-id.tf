import {
  to = stagecraft_sandbox_role.sdr
  id = "sdr"
}
