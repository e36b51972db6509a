import {
  to = stagecraft_sandbox_role.sdr
  identity = {
    name = "sdr"
  }
}
