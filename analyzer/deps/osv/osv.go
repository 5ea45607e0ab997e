// Package osv knows advisories about Python packages, in the form of OSV, and
// tells which of them a version falls under.
// https://ossf.github.io/osv-schema/
package osv
