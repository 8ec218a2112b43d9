//go:build !windows

package main

// ownConsole has nothing to do: a program has the terminal that it was started from.
func ownConsole() {}
