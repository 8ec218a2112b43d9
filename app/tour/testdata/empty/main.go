// Command empty opens a window of the client's size with nothing in it: what the toolkit itself takes (BenchmarkWindow).
package main

import (
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"
)

func main() {
	_ = os.Setenv("FYNE_THEME", "light")
	app.SetMetadata(fyne.AppMetadata{ID: "empty", Name: "empty", Migrations: map[string]bool{"fyneDo": true}})
	w := app.NewWithID("empty").NewWindow("empty")
	w.Resize(fyne.NewSize(1366, 768))
	w.CenterOnScreen()
	w.ShowAndRun()
}
