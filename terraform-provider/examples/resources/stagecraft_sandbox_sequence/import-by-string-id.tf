import {
  to = stagecraft_sandbox_sequence.early_nurture
  id = "early_nurture"
}
