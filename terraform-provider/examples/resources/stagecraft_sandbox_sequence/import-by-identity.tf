import {
  to = stagecraft_sandbox_sequence.early_nurture
  identity = {
    name = "early_nurture"
  }
}
