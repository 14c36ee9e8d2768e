ROOT = "files"
