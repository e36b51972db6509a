role "sdr_manager" {
  title       = "SDR manager"
  team        = team.revenue
  manager     = role.vp_sales
  holders     = ["dana@acme.example"]
  description = "Answers for the speed and quality of first contact."

  reviewers {
    github = ["dana", "acme/sales-leads"]
    gitlab = ["dana.fox"]
  }
}
