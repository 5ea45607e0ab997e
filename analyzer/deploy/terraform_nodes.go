package deploy

import "github.com/deploycheck/deploycheck/analyzer/source"

// Nodes are hosts that Terraform makes.
type Nodes struct {
	Where
	Name string // "aws_eks_node_group.main"
	Span source.Span
	// Closed tells that a cloud keeps them for a cluster, and that nobody may
	// log in to them.
	Closed bool
}

// nodes takes resources that make hosts.
// https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_node_group#remote_access-configuration-block
func (m *terraModule) nodes(r terraBlock) {
	n := &Nodes{Where: where(r.file), Name: r.name(), Span: r.span()}
	switch r.block.Labels[0] {
	case "aws_eks_fargate_profile":
		n.Closed = true
	case "aws_eks_node_group":
		n.Closed = len(r.blocks("remote_access")) == 0 && len(r.blocks("launch_template")) == 0 && len(r.blocks("dynamic")) == 0
	case "google_container_cluster":
		n.Closed = r.value("enable_autopilot").Value == "true"
	case "aws_instance", "aws_launch_template", "aws_launch_configuration", "google_compute_instance", "google_container_node_pool",
		"azurerm_linux_virtual_machine", "azurerm_kubernetes_cluster", "hcloud_server", "digitalocean_droplet", "digitalocean_kubernetes_cluster",
		"linode_instance", "scaleway_instance_server", "openstack_compute_instance_v2":
	default:
		return
	}
	m.facts.Nodes = append(m.facts.Nodes, n)
}
