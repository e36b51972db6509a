playbook "sdr" {
  title    = "How to work a lead"
  audience = "end_user"
  steps    = ["Open the queue", "Call within four hours", "Accept or reject with a reason"]
}
