//go:build !unix

package cli

import "os"

// handOver has nothing to do where files have no such owners.
func handOver(*os.Root, string) error { return nil }
