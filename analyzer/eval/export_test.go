package eval

// Doubtful reports whether something on the way was not known, so that an
// exception may have been missed.
func (r *Result) Doubtful() bool { return r.in.doubts > 0 }
