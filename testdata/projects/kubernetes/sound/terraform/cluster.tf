variable "cluster_role" {}

variable "node_role" {}

variable "subnets" {
  type = list(string)
}

resource "aws_eks_cluster" "library" {
  name     = "library"
  role_arn = var.cluster_role

  vpc_config {
    subnet_ids = var.subnets
  }
}

# Nobody logs in to a node: there is no remote_access.
resource "aws_eks_node_group" "library" {
  cluster_name    = aws_eks_cluster.library.name
  node_group_name = "library"
  node_role_arn   = var.node_role
  subnet_ids      = var.subnets
  instance_types  = ["t4g.large"]

  scaling_config {
    min_size     = 2
    desired_size = 3
    max_size     = 5
  }
}
