//go:build unix && !linux

package main

import "syscall"

func dieWithParent() *syscall.SysProcAttr { return nil }
func ownGroup() *syscall.SysProcAttr      { return &syscall.SysProcAttr{Setpgid: true} }
