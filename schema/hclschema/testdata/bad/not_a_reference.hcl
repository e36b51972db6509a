role "x" {
  title = "X"
  team  = "revenue" # ERR SC0110: A reference is needed here
}
