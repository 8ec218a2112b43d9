// Package policies holds the administrative templates of Socio Medio for Windows group policies (ADMX with its texts in English
// and Indonesian) and the table of settings in assets/docs/settings.md. All of them are generated from the one table of
// data/settings, so that what IT can set, what the program reads and what is documented are the same.
package policies

//go:generate go run ./generate
