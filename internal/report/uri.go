package report

import (
	"path"
	"strings"
)

// uri is the address of a file relative to the top of the repository, with
// everything escaped that could be taken for a part of an address.
func uri(prefix, file string) string {
	const plain = "-._~/"
	var b strings.Builder
	for _, c := range []byte(path.Join(prefix, file)) {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte(plain, c) >= 0 {
			b.WriteByte(c)
			continue
		}
		const hex = "0123456789ABCDEF"
		b.Write([]byte{'%', hex[c>>4], hex[c&15]})
	}
	return b.String()
}
