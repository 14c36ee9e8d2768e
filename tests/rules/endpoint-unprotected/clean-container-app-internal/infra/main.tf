resource "azurerm_container_app" "churn" {
  name = "churn"
  revision_mode = "Single"
  ingress {
    external_enabled = false
    target_port = 8000
  }
}
