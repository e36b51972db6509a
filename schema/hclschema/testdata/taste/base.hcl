role "revops" { title = "RevOps" }
role "vp_revops" { title = "VP RevOps" }
role "vp_marketing" { title = "VP Marketing" }
role "vp_sales" { title = "VP Sales" }
role "vp_cs" { title = "VP Customer Success" }
role "marketing_ops" { title = "Marketing Operations" }
role "sdr" { title = "SDR" }
role "sdr_manager" { title = "SDR Manager" }
role "ae" { title = "Account Executive" }

field "company" "industry" { type = text }
field "company" "segment" { type = enum("smb", "enterprise") }
field "contact" "email" { type = email }
field "contact" "job_title" { type = text }
field "contact" "lead_source" { type = text }
field "contact" "requested_demo" { type = bool }
field "contact" "first_contacted_at" { type = datetime }
field "contact" "fit_score" { type = number }
field "contact" "engagement_score" { type = number }

reasons "lead_rejection" {
  kind = "rejection"
  code "bad_fit" { label = "Bad fit" }
}
