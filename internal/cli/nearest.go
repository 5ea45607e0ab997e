package cli

// nearest finds the candidate that differs least from a word that somebody
// may have mistyped; empty if none is close.
func nearest(word string, candidates []string) string {
	best, least := "", max(1, len(word)/3)+1
	for _, c := range candidates {
		if d := distance(word, c); d < least || d == least && best != "" && c < best {
			best, least = c, d
		}
	}
	return best
}

// distance counts the characters to insert, drop, replace or swap with their
// neighbour to make b of a.
func distance(a, b string) int {
	s, t := []rune(a), []rune(b)
	var last, row, next []int // the rows of the table for i-2, i-1 and i
	for j := range len(t) + 1 {
		row = append(row, j)
	}
	for i := 1; i <= len(s); i++ {
		next = append([]int(nil), i)
		for j := 1; j <= len(t); j++ {
			cost := 1
			if s[i-1] == t[j-1] {
				cost = 0
			}
			d := min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && s[i-1] == t[j-2] && s[i-2] == t[j-1] {
				d = min(d, last[j-2]+1)
			}
			next = append(next, d)
		}
		last, row = row, next
	}
	return row[len(t)]
}
