policy "strict" {
  description = "Acceptance must be measurable here."
  severity    = { "L-08" = "error" }
}
