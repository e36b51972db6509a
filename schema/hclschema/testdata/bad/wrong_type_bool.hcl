system "x" {
  source_of_truth = "perhaps" # ERR SC0104: source_of_truth must be true or false
}
