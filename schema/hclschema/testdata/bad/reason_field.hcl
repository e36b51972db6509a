reasons "x" {
  kind  = "loss"
  field = company.industry

  code "sofware" {} # ERR SC0204: "sofware" is not an option of company.industry
}
