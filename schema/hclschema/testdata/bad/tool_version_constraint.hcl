# alone
architecture "x" {
  title            = "X"
  version          = "1.0.0"
  required_version = "newest" # ERR SC0105: "newest" is not a version constraint
}
