field "company" "icp_band" {
  label         = "ICP band"
  type          = enum("A", "B", "out")
  owner         = role.revops
  source        = "enrichment"
  usage         = "How well the company fits our ideal customer. Set by scoring, never by hand."
  track_history = true

  option "A" {
    label       = "A: ideal"
    description = "Work it today."
  }
}
