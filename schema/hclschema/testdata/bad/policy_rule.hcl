variable "domain" { default = "sales" }

policy "ours" {
  rule "misspelt" {
    description = "x"
    each        = stages
    when        = self.parent.domian == var.domain # ERR SC0113: There is no attribute "domian" here
    require     = anytrue([for s in slas : s.start.target == self.address]) # ERR SC0113: There is no attribute "start" here
  }

  rule "singular" {
    description = "x"
    each        = pipeline # ERR SC0104: each must be a list of blocks
    require     = self.anything != role.sdrr # ERR SC0111: role.sdrr is not declared
  }

  rule "nothing_to_look_at" {
    description = "x"
    when        = self.owner != null # ERR SC0113: There is no self here
    require     = length(pipelines) # ERR SC0104: require must be true or false
  }

  rule "nested" {
    description = "x"
    each        = [for f in fields : f.name] # ERR SC0104: each must be a list of blocks
    require     = length([for f in fields : [for o in f.options : o.lable]]) == 3 && contains(slas[*].owners, "x") # ERR SC0113: There is no attribute "lable" here # ERR SC0113: There is no attribute "owners" here
  }

  rule "outside" {
    description = "x"
    each        = roles
    when        = file("secret") == "" # ERR SC0113: Call to unknown function
    require     = env.HOME == "" && contact.bogus != self.address && local.missing # ERR SC0111: Nothing is named env # ERR SC0111: contact.bogus is not declared # ERR SC0111: There is no local.missing
  }

  rule "incomplete" { # ERR SC0103: rule "incomplete" needs require
    description = "x"
    severity    = "info" # ERR SC0105: severity cannot be "info"
  }
}
