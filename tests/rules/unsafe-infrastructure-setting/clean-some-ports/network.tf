resource "oci_core_security_list" "service" {
  vcn_id = oci_core_vcn.main.id

  egress_security_rules {
    destination = "0.0.0.0/0"
    protocol    = "all"
  }

  ingress_security_rules {
    source   = "10.0.0.0/16"
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
        is_ssl_verify_disabled = "false"
      }
    }
  }
}
