resource "google_cloud_run_v2_service" "scorer" {
  name = "scorer"
  template {
    containers {
      image = "europe-docker.pkg.dev/acme/ml/scorer:${var.commit}"
    }
  }
}

resource "google_cloud_run_v2_service" "page" {
  name = "page"
  template {
    containers {
      image = "europe-docker.pkg.dev/acme/ml/page:latest"
    }
  }
  lifecycle {
    ignore_changes = [template[0].containers[0].image]
  }
}

resource "google_compute_instance" "trainer" {
  boot_disk {
    initialize_params {
      image = "debian-cloud/debian-12"
    }
  }
}
