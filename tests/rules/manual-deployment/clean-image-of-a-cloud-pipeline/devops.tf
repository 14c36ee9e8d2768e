resource "oci_devops_build_pipeline" "image" {
  project_id = oci_devops_project.main.id
}
