variable "score_threshold" {
  type    = number
  default = 0.42
}

variable "max_replicas" {
  type    = number
  default = 4
}
