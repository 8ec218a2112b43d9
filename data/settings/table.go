package settings

import (
	"errors"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// The names of the settings.
const (
	ServerURL      = "server_url"
	ServerEditable = "server_editable"
	Locale         = "locale"
	CAFile         = "ca_file"
	ProxyURL       = "proxy_url"
	ProxyBypass    = "proxy_bypass"
	AllowPlainHTTP = "allow_plain_http"
	LogLevel       = "log_level"
	TakeLimit      = "take_limit"
	SyncInterval   = "sync_interval"
	Remember       = "remember"
	RetentionDays  = "retention_days"
	Autostart      = "autostart"
	Practice       = "practice"
	Notifications  = "notifications"
	Sound          = "sound"
	Theme          = "theme"
	Scale          = "scale"
	Zone           = "zone"
)

// Spec is one setting of the table: the only list of them. Files, registry, policies, administrative templates and documentation are
// made of it.
type Spec struct {
	Name     string // in files
	Registry string // in the registry and in installer properties (upper case there)
	Default  string
	Form     string // what a value looks like
	Own      bool   // the agent may change it
	English  string
	Bahasa   string
	Choices  []string // with a closed list
	Least    int      // with a number: from Least
	Most     int      // to Most; 0 when it isn't a number

	check func(string) error
}

// Table is every setting, in the order in which they are shown.
func Table() []Spec { return slices.Clone(table) }

var table = []Spec{
	{Name: ServerURL, Registry: "ServerURL", Form: "https://host[:port]", Own: true, check: isURL, English: "Address of the backend", Bahasa: "Alamat server"},
	boolean(Spec{Name: ServerEditable, Registry: "ServerEditable", Default: "true", English: "Agents may change the address on the sign-in page", Bahasa: "Agen boleh mengubah alamat server di halaman masuk"}),
	choice(Spec{Name: Locale, Registry: "Locale", Default: "id", Own: true, English: "Language", Bahasa: "Bahasa"}, "id", "en"),
	{Name: CAFile, Registry: "CACertFile", Form: "absolute path of a PEM file", check: isPath, English: "Certificates trusted beside the system's", Bahasa: "Sertifikat yang dipercaya selain milik sistem"},
	{Name: ProxyURL, Registry: "ProxyURL", Default: "system", Form: "system, none or http://host:port", check: isProxy, English: "Proxy", Bahasa: "Proxy"},
	{Name: ProxyBypass, Registry: "ProxyBypass", Form: "hosts, separated by commas", check: isText, English: "Hosts that are reached without the proxy", Bahasa: "Host tanpa proxy"},
	boolean(Spec{Name: AllowPlainHTTP, Registry: "AllowPlainHTTP", Default: "false", English: "Allow http without TLS to other machines", Bahasa: "Izinkan http tanpa TLS ke komputer lain"}),
	choice(Spec{Name: LogLevel, Registry: "LogLevel", Default: "info", English: "How much is logged", Bahasa: "Tingkat log"}, "debug", "info", "warn", "error"),
	number(Spec{Name: TakeLimit, Registry: "TakeLimit", Default: "20", English: "Cases taken by one Sync", Bahasa: "Jumlah case per Sync"}, 1, 100),
	number(Spec{Name: SyncInterval, Registry: "SyncInterval", Default: "30", English: "Seconds between polls beside the event stream", Bahasa: "Jeda Sync otomatis (detik)"}, 5, 3600),
	boolean(Spec{Name: Remember, Registry: "Remember", Default: "true", English: "Agents may stay signed in (keyring)", Bahasa: "Agen boleh memakai Ingat saya"}),
	number(Spec{Name: RetentionDays, Registry: "RetentionDays", Default: "90", English: "Days that conversations stay on this machine", Bahasa: "Lama percakapan disimpan di komputer ini (hari)"}, 1, 3650),
	boolean(Spec{Name: Autostart, Registry: "Autostart", Default: "false", English: "Start with the session", Bahasa: "Jalankan saat masuk komputer"}),
	boolean(Spec{Name: Practice, Registry: "Practice", Default: "true", English: "Practice mode (--demo) may be started", Bahasa: "Mode latihan (--demo) boleh dijalankan"}),
	boolean(Spec{Name: Notifications, Registry: "Notifications", Default: "true", Own: true, English: "Desktop notifications", Bahasa: "Notifikasi"}),
	boolean(Spec{Name: Sound, Registry: "Sound", Default: "false", Own: true, English: "Sound for new cases", Bahasa: "Suara untuk case baru"}),
	choice(Spec{Name: Theme, Registry: "Theme", Default: "system", Own: true, English: "Colours", Bahasa: "Tema"}, "system", "light", "dark"),
	number(Spec{Name: Scale, Registry: "Scale", Default: "100", Own: true, English: "Size in per cent", Bahasa: "Ukuran tampilan (persen)"}, 80, 150),
	choice(Spec{Name: Zone, Registry: "Zone", Default: "WIB", Own: true, English: "Time zone", Bahasa: "Zona waktu"}, "WIB", "WITA", "WIT"),
}

func lookup(name string) (Spec, bool) {
	for _, s := range table {
		if s.Name == name {
			return s, true
		}
	}
	return Spec{}, false
}

// Switch tells whether the setting is on or off.
func (s Spec) Switch() bool { return len(s.Choices) == 2 && s.Choices[0] == "true" }

func boolean(s Spec) Spec { return choice(s, "true", "false") }

func choice(s Spec, choices ...string) Spec {
	s.Choices, s.Form = choices, strings.Join(choices, ", ")
	s.check = func(text string) error {
		if !slices.Contains(choices, text) {
			return errValue
		}
		return nil
	}
	return s
}

func number(s Spec, least, most int) Spec {
	s.Least, s.Most = least, most
	s.Form = strconv.Itoa(least) + " to " + strconv.Itoa(most)
	s.check = func(text string) error {
		n, err := strconv.Atoi(text)
		if err != nil || n < least || n > most {
			return errValue
		}
		return nil
	}
	return s
}

// errValue is every reason why a value can't be; Form says what can.
var errValue = errors.New("value out of form")

const maxText = 4096

func isText(text string) error {
	if len(text) > maxText || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return errValue
	}
	return nil
}

func isPath(text string) error {
	if text == "" {
		return nil
	}
	if isText(text) != nil || !filepath.IsAbs(text) {
		return errValue
	}
	return nil
}

// isURL takes what remote.Open takes; whether plain http is allowed is said by another setting.
func isURL(text string) error {
	if text == "" {
		return nil
	}
	whole := text
	if !strings.Contains(whole, "://") {
		whole = "https://" + whole
	}
	u, err := url.Parse(whole)
	if isText(text) != nil || err != nil || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil {
		return errValue
	}
	return nil
}

func isProxy(text string) error {
	if text == "system" || text == "none" {
		return nil
	}
	u, err := url.Parse(text)
	if isText(text) != nil || err != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5" {
		return errValue
	}
	return nil
}
