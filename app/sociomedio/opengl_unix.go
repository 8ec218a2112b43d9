//go:build !windows

package main

// wayOut is what draws without a graphics card here: Mesa's software renderer.
const wayOut = "start it with LIBGL_ALWAYS_SOFTWARE=1 (packages libgl1-mesa-dri, mesa-libGL), on a display (DISPLAY or WAYLAND_DISPLAY)."

// tell has no other place than standard error, and main writes errors there.
func tell(string) {}
