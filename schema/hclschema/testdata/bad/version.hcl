# alone
architecture "x" {
  title    = "X"
  version  = "1.0" # ERR SC0105: "1.0" is not a semantic version
  currency = "euro" # ERR SC0105: "euro" is not a currency
}
