role "x" {
  title = "X"
  team  = team.revenu # ERR SC0111: team.revenu is not declared
}
