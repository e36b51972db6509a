architecture "awkward" {
  title       = "Awkward $${values} and \"quotes\""
  description = <<-EOT
    Several lines
      with an indent,

    and $${dollars}.
  EOT
  version     = "1.0.0-rc.1"
  calendar    = calendar.utc
  objective = chomp(<<-EOT
    a
    b
    c
  EOT
  )

  intake {
    team_sizes = { "customer success" = 3.5, sales = 12 }
    pain_points = [
      "Leads are lost between marketing and sales",
      "Nobody trusts the numbers",
      "Every team has its own stage names",
    ]
    proof_of_concept = true
  }
}
