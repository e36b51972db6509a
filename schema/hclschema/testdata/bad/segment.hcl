segment "x" {} # ERR SC0103: segment.x has neither a field nor values

segment "y" {
  field  = company.region
  values = ["EMEA", "APAX"] # ERR SC0204: "APAX" is not an option of company.region
}
