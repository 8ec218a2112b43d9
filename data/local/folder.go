// Package local is what the client keeps on this machine: one SQLite store per agent with cases, conversations, drafts,
// outbox and search index, in a data folder that one running copy holds at a time.
package local

// Folder is the data folder, held by this process until Close.
type Folder struct{}
