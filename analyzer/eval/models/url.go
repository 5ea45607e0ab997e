package models

import (
	"errors"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A splitURL is what Python's urllib.parse.urlparse makes of a text. Go's
// net/url refuses many texts that Python takes.
type splitURL struct{ scheme, netloc, path, params, query, fragment string }

// errURL is the ValueError that Python raises.
var errURL = errors.New("the text is not a valid URL")

// parseURL is urllib.parse.urlparse(text).
func parseURL(text string) (splitURL, error) {
	u, err := cutURL(text)
	if slices.Contains(withParams, u.scheme) && strings.Contains(u.path, ";") {
		from := max(strings.LastIndexByte(u.path, '/'), 0)
		if i := strings.IndexByte(u.path[from:], ';'); i >= 0 {
			u.path, u.params = u.path[:from+i], u.path[from+i+1:]
		}
	}
	return u, err
}

// cutURL is urllib.parse.urlsplit(text).
func cutURL(text string) (splitURL, error) {
	text = strings.TrimLeftFunc(text, func(r rune) bool { return r <= ' ' })
	text = strings.NewReplacer("\t", "", "\r", "", "\n", "").Replace(text)
	var u splitURL
	if scheme, rest, ok := strings.Cut(text, ":"); ok && schemeSyntax.MatchString(scheme) {
		u.scheme, text = strings.ToLower(scheme), rest
	}
	if rest, ok := strings.CutPrefix(text, "//"); ok {
		end := strings.IndexAny(rest, "/?#")
		if end < 0 {
			end = len(rest)
		}
		u.netloc, text = rest[:end], rest[end:]
		if !validNetloc(u.netloc) {
			return u, errURL
		}
	}
	text, u.fragment, _ = strings.Cut(text, "#")
	u.path, u.query, _ = strings.Cut(text, "?")
	return u, nil
}

var (
	schemeSyntax = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*$`)
	futureHost   = regexp.MustCompile(`^v[a-fA-F0-9]+\..+$`)
	withParams   = []string{"", "ftp", "hdl", "prospero", "http", "imap", "https", "shttp", "rtsp", "rtsps", "rtspu", "sip", "sips", "mms", "sftp", "tel"}
	withNetloc   = []string{"", "ftp", "http", "gopher", "nntp", "telnet", "imap", "wais", "file", "mms", "https", "shttp", "snews", "prospero", "rtsp", "rtsps", "rtspu", "rsync", "svn", "svn+ssh", "sftp", "nfs", "git", "git+ssh", "ws", "wss", "itms-services"}
)

func validNetloc(netloc string) bool {
	open, closed := strings.Contains(netloc, "["), strings.Contains(netloc, "]")
	if open != closed || open && !validBrackets(netloc) {
		return false
	}
	bare := strings.NewReplacer("@", "", ":", "", "#", "", "?", "").Replace(netloc)
	folded := norm.NFKC.String(bare)
	return folded == bare || !strings.ContainsAny(folded, "/?#@:")
}

// validBrackets checks the address in brackets.
func validBrackets(netloc string) bool {
	host := netloc[strings.LastIndexByte(netloc, '@')+1:]
	before, rest, open := strings.Cut(host, "[")
	if !open {
		before, rest = "", strings.SplitN(host, ":", 2)[0]
	}
	host, port, _ := strings.Cut(rest, "]")
	if before != "" || open && port != "" && port[0] != ':' {
		return false
	}
	if strings.HasPrefix(host, "v") {
		return futureHost.MatchString(host)
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && !ip.Is4()
}

// host gives the text of the host in its own case, and that of the port.
func (u splitURL) host() (host, port string) {
	at := u.netloc[strings.LastIndexByte(u.netloc, '@')+1:]
	if _, bracketed, ok := strings.Cut(at, "["); ok {
		host, port, _ = strings.Cut(bracketed, "]")
		_, port, _ = strings.Cut(port, ":")
		return host, port
	}
	host, port, _ = strings.Cut(at, ":")
	return host, port
}

// hostname is .hostname, empty for None: in lower case but for the zone of
// an address.
func (u splitURL) hostname() string {
	host, _ := u.host()
	name, zone, scoped := strings.Cut(host, "%")
	if scoped {
		return strings.ToLower(name) + "%" + zone
	}
	return strings.ToLower(name)
}

// port is .port, -1 for None; an error where Python raises ValueError.
func (u splitURL) port() (int, error) {
	_, text := u.host()
	if text == "" {
		return -1, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || strings.Trim(text, "0123456789") != "" || n > 65535 {
		return 0, errURL
	}
	return n, nil
}

// user gives .username and .password; the flags tell them from None.
func (u splitURL) user() (name, password string, hasName, hasPassword bool) {
	at := strings.LastIndexByte(u.netloc, '@')
	if at < 0 {
		return "", "", false, false
	}
	name, password, hasPassword = strings.Cut(u.netloc[:at], ":")
	return name, password, true, hasPassword
}

// String is urlunparse(u).
func (u splitURL) String() string {
	text := u.path
	if u.params != "" {
		text += ";" + u.params
	}
	switch {
	case u.netloc != "":
		if text != "" && text[0] != '/' {
			text = "/" + text
		}
		text = "//" + u.netloc + text
	case strings.HasPrefix(text, "//"):
		text = "//" + text
	case u.scheme != "" && slices.Contains(withNetloc, u.scheme) && (text == "" || text[0] == '/'):
		text = "//" + text
	}
	if u.scheme != "" {
		text = u.scheme + ":" + text
	}
	if u.query != "" {
		text += "?" + u.query
	}
	if u.fragment != "" {
		text += "#" + u.fragment
	}
	return text
}

// A queryItem is one key of a query with all its values.
type queryItem struct {
	key  string
	vals []string
}

// parseQuery is urllib.parse.parse_qs(text): keys in order of their first
// value; blank values are left out.
func parseQuery(text string) []queryItem {
	var items []queryItem
	for _, field := range strings.Split(text, "&") {
		key, val, _ := strings.Cut(field, "=")
		if val == "" {
			continue
		}
		key, val = unquotePlus(key), unquotePlus(val)
		i := slices.IndexFunc(items, func(q queryItem) bool { return q.key == key })
		if i < 0 {
			items = append(items, queryItem{key: key})
			i = len(items) - 1
		}
		items[i].vals = append(items[i].vals, val)
	}
	return items
}

func unquotePlus(s string) string { return unquote(strings.ReplaceAll(s, "+", " ")) }

// unquote is urllib.parse.unquote: percent escapes are UTF-8, what is none
// becomes U+FFFD.
func unquote(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for s != "" {
		end := strings.IndexFunc(s, func(r rune) bool { return r > 0x7f })
		if end < 0 {
			end = len(s)
		}
		b.WriteString(decodeUTF8(unescape(s[:end])))
		s = s[end:]
		end = strings.IndexFunc(s, func(r rune) bool { return r <= 0x7f })
		if end < 0 {
			end = len(s)
		}
		b.WriteString(s[:end])
		s = s[end:]
	}
	return b.String()
}

// unescape turns percent escapes into bytes.
func unescape(s string) []byte {
	var out []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				out = append(out, byte(n))
				i += 2
				continue
			}
		}
		out = append(out, s[i])
	}
	return out
}

// decodeUTF8 replaces each longest run of bytes that might have begun a
// character by one U+FFFD, as Python does; Go replaces each byte.
func decodeUTF8(raw []byte) string {
	var b strings.Builder
	for len(raw) > 0 {
		r, size := utf8.DecodeRune(raw)
		if r == utf8.RuneError && size <= 1 {
			size = begun(raw)
		}
		b.WriteRune(r)
		raw = raw[size:]
	}
	return b.String()
}

// begun is how many bytes of an invalid text begin a character.
func begun(raw []byte) int {
	low, high, need := byte(0x80), byte(0xbf), 0
	switch b := raw[0]; {
	case b >= 0xc2 && b <= 0xdf:
		need = 1
	case b >= 0xe0 && b <= 0xef:
		need = 2
	case b >= 0xf0 && b <= 0xf4:
		need = 3
	}
	switch raw[0] {
	case 0xe0:
		low = 0xa0
	case 0xed:
		high = 0x9f
	case 0xf0:
		low = 0x90
	case 0xf4:
		high = 0x8f
	}
	n := 1
	for ; n <= need && n < len(raw) && low <= raw[n] && raw[n] <= high; n++ {
		low, high = 0x80, 0xbf
	}
	return n
}

// quoteURL is urllib.parse.quote(s, safe).
func quoteURL(s, safe string) string {
	var b strings.Builder
	for i := range len(s) {
		switch ch := s[i]; {
		case ch >= 'a' && ch <= 'z', ch >= 'A' && ch <= 'Z', ch >= '0' && ch <= '9', strings.IndexByte("_.-~"+safe, ch) >= 0:
			b.WriteByte(ch)
		default:
			b.WriteString("%" + strings.ToUpper(strconv.FormatUint(uint64(ch)|0x100, 16)[1:]))
		}
	}
	return b.String()
}
