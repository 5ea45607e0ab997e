// Package pep440 orders versions of Python packages and tells which of them a
// specifier allows, as PEP 440 lays down.
// https://packaging.python.org/en/latest/specifications/version-specifiers/
package pep440
