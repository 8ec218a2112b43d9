//go:build !windows

package main

import "sociomedio/ui/words"

// wayOut is what draws without a graphics card here: Mesa's software renderer.
const wayOut = words.WayOutMesa

// tell has no other place than standard error, and main writes errors there.
func tell(string) {}
