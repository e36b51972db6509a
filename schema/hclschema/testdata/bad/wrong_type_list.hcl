role "x" {
  title   = "X"
  holders = "ana@acme.example" # ERR SC0104: holders must be a list of texts
}
