package deploy_test

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/deploycheck/deploycheck/analyzer/deploy"
	"github.com/deploycheck/deploycheck/analyzer/source"
)

// TestNodes reads hosts: only those that a cloud keeps for a cluster, and that
// nobody may log in to, are closed.
func TestNodes(t *testing.T) {
	for text, want := range map[string]string{
		`resource "aws_eks_node_group" "a" { cluster_name = "shop" }`:                                    "aws_eks_node_group.a true",
		"resource \"aws_eks_node_group\" \"a\" {\n  remote_access {\n    ec2_ssh_key = \"ops\"\n  }\n}":  "aws_eks_node_group.a false",
		"resource \"aws_eks_node_group\" \"a\" {\n  launch_template {\n    id = \"lt-1\"\n  }\n}":        "aws_eks_node_group.a false",
		"resource \"aws_eks_node_group\" \"a\" {\n  dynamic \"remote_access\" {\n    content {}\n  }\n}": "aws_eks_node_group.a false",
		`resource "google_container_cluster" "a" { enable_autopilot = true }`:                            "google_container_cluster.a true",
		`resource "google_container_cluster" "a" { name = "shop" }`:                                      "google_container_cluster.a false",
		`resource "hcloud_server" "a" { name = "shop" }`:                                                 "hcloud_server.a false",
	} {
		tree := source.NewTree(fstest.MapFS{"main.tf": &fstest.MapFile{Data: []byte(text)}}, source.Limits{})
		got := ""
		for _, n := range deploy.Read(tree).Nodes {
			got += fmt.Sprint(n.Name, " ", n.Closed)
		}
		if got != want {
			t.Errorf("%s: %q, not %q", text, got, want)
		}
	}
}

// TestAddons reads what app.json asks of Heroku: all plans are encrypted, the
// larger ones can be rolled back.
func TestAddons(t *testing.T) {
	text := `{"addons": ["heroku-postgresql:essential-0", {"plan": "heroku-postgresql:premium-2"}, "heroku-redis:mini", 7]}`
	tree := source.NewTree(fstest.MapFS{"app.json": &fstest.MapFile{Data: []byte(text)}}, source.Limits{})
	got := ""
	for _, s := range deploy.Read(tree).Stores {
		got += fmt.Sprintln(s.Name, s.Always, s.Retention.Value)
	}
	if want := "heroku-postgresql:essential-0 true \nheroku-postgresql:premium-2 true 7\n"; got != want {
		t.Errorf("%q, not %q", got, want)
	}
}
