terraform import stagecraft_sandbox_user.sdr_ana sdr/ana
