pipeline "x" {
  stage "first" {
    owner = [role.ae, role.sdr] # ERR SC0302: There is exactly one owner
    entry "e" {}
  }
}
