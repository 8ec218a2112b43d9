// Package licences is the list of what Socio Medio is built from and under which licence each part stands. The file is generated
// from the modules of both programs; a test holds that every module that is linked in is on the list and that its licence is one
// that a product may be shipped with.
package licences

import _ "embed"

//go:generate go run ./generate

// List is the list as CSV: module,licence; sorted by module.
//
//go:embed licences.csv
var List string
