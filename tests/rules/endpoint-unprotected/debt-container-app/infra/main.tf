resource "azurerm_container_app" "churn" {
  name = "churn"
  revision_mode = "Single"
  ingress {
    external_enabled = true
    target_port = 8000
  }
}
