role "x" {
  title = "X"
  team  = team.nobody # ERR SC0111: team.nobody is not declared
}

routing "x" { # ERR SC0305: routing.x has no fallback
  object = object.contact
}

routing "y" { # ERR SC0305: routing.y has no fallback
  object  = object.contact
  trigger = entering(stage.lead.nowhere) # ERR SC0111: stage.lead.nowhere is not declared
}
