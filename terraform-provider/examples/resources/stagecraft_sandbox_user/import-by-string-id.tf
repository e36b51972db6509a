import {
  to = stagecraft_sandbox_user.sdr_ana
  id = "sdr/ana"
}
