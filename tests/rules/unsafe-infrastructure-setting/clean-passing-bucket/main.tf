resource "google_storage_bucket" "dataproc_staging_bucket" {
  name          = "dataproc-staging"
  location      = "EU"
  force_destroy = true
}

resource "google_compute_firewall" "web" {
  name      = "web"
  network   = "default"
  direction = "INGRESS"
  allow {
    protocol = "tcp"
    ports    = ["80", "443"]
  }
  source_ranges = ["0.0.0.0/0"]
}
