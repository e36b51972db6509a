segment "region" {
  title = "Region"
  field = company.region
}
