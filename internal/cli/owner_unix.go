//go:build unix

package cli

import (
	"os"
	"syscall"
)

// handOver gives a file that root made to the owner of the folder: a
// container runs as root, and the runner outside could not clean up after it.
func handOver(root *os.Root, name string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := root.Stat(".")
	if err != nil {
		return err
	}
	if owner, ok := info.Sys().(*syscall.Stat_t); ok {
		return root.Lchown(name, int(owner.Uid), int(owner.Gid))
	}
	return nil
}
