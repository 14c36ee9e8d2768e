resource "oci_core_security_list" "service" {
  vcn_id = oci_core_vcn.main.id

  ingress_security_rules {
    source   = "0.0.0.0/0"
    protocol = "all"
  }
}

resource "oci_apigateway_deployment" "model" {
  path_prefix = "/v1"
  specification {
    routes {
      path = "/predict"
      backend {
        type                   = "HTTP_BACKEND"
        url                    = var.model_url
        is_ssl_verify_disabled = "true"
      }
    }
  }
}
