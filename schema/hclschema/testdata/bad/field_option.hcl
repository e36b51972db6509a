field "contact" "size" {
  type = enum("small", "large")

  option "larg" { # ERR SC0204: "larg" is not an option of contact.size
    label = "Large"
  }
}

field "contact" "note" {
  type    = text
  message = "X" # ERR SC0103: contact.note has a message but no validation

  option "a" {} # ERR SC0117: contact.note has no options to describe
}
