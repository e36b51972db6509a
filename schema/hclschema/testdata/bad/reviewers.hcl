role "lead" {
  title = "Lead"
  reviewers {
    github = ["octocat", "acme/revops", "@octocat"] # ERR SC0105: "@octocat" cannot be an account on GitHub
    gitlab = ["jane.doe", "Jane.Doe"]               # ERR SC0106: "Jane.Doe" is named twice
  }
}

role "second" {
  title = "Second"
  reviewers {
    gitlab = ["group/sub"] # ERR SC0105: "group/sub" cannot be an account on GitLab
  }
}
