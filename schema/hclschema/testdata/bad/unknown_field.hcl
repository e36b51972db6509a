source "x" {
  type  = "form"
  fills = [contact.emial] # ERR SC0111: contact.emial is not declared
}
