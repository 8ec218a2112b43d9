package main

import (
	"fmt"
	"runtime/debug"

	"sociomedio/data/contract"
)

// release is set by the linker when packages are built: -X main.release=1.2.3.
var release string

// version is what --version prints.
func version() string {
	v := release
	if v == "" {
		v = "development"
		if info, ok := debug.ReadBuildInfo(); ok {
			for _, s := range info.Settings {
				if s.Key == "vcs.revision" && len(s.Value) >= 12 {
					v += " " + s.Value[:12]
				}
			}
		}
	}
	return fmt.Sprintf("sociomediod %s, contract %d", v, contract.Version)
}
