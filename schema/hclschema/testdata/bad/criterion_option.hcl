goal "x" {
  target = 1
  object = object.contact
  when   = company.industry == "softwar" # ERR SC0204: "softwar" is not an option of the field
}
