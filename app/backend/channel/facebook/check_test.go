package facebook_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
)

// wrong gives what Check found wrong, as text.
func wrong(list []channel.Finding) []string {
	var out []string
	for _, f := range list {
		if f.OK != (f.Todo == "") {
			out = append(out, "inconsistent: "+f.What)
		}
		if !f.OK {
			out = append(out, f.What+": "+f.Todo)
		}
	}
	return out
}

func TestCheckSaysWhatIsMissing(t *testing.T) {
	token := `{"data":{"is_valid":true,"expires_at":0,"scopes":["pages_manage_metadata","pages_read_engagement","pages_read_user_content","pages_manage_engagement","pages_messaging"]}}`
	fields := `{"data":[{"id":"77","subscribed_fields":["feed","mention","messages","message_echoes","message_edits","messaging_postbacks","standby"]}]}`
	clock := noon
	for name, c := range map[string]struct {
		page, token, fields string
		clock               time.Time
		says                []string
	}{
		"all is well":        {`{"id":"` + pageID + `"}`, token, fields, clock, nil},
		"another page":       {`{"id":"5"}`, token, fields, clock, []string{"belongs to another page"}},
		"dead":               {`{"error":{"code":190}}`, token, fields, clock, []string{"connect the page again"}},
		"no such page":       {`{"error":{"code":100,"error_subcode":33}}`, token, fields, clock, []string{"knows no such page"}},
		"limited":            {`{"error":{"code":4}}`, token, fields, clock, []string{"Too many calls"}},
		"not reached":        {`<html>`, token, fields, clock, []string{"could not be asked"}},
		"token ends":         {`{"id":"` + pageID + `"}`, strings.Replace(token, `"expires_at":0`, `"expires_at":1767139200`, 1), fields, clock, []string{"ends on 2025-12-31"}},
		"token not valid":    {`{"id":"` + pageID + `"}`, `{"data":{"is_valid":false}}`, fields, clock, []string{"not valid any more"}},
		"app token is wrong": {`{"id":"` + pageID + `"}`, `{"error":{"code":190}}`, fields, clock, []string{"connect the page again"}},
		"permission":         {`{"id":"` + pageID + `"}`, strings.Replace(token, "pages_messaging", "x", 1), fields, clock, []string{"permission pages_messaging: Missing to write in Messenger"}},
		"subscription":       {`{"id":"` + pageID + `"}`, token, strings.Replace(fields, "message_echoes", "x", 1), clock, []string{"does not tell the app of message_echoes"}},
		"another app":        {`{"id":"` + pageID + `"}`, token, strings.Replace(fields, "77", "78", 1), clock, []string{"does not tell the app of feed, mention"}},
		"clock":              {`{"id":"` + pageID + `"}`, token, fields, clock.Add(90 * time.Second), []string{"off by 1m30s"}},
	} {
		t.Run(name, func(t *testing.T) {
			p, _ := ask(t, func(w http.ResponseWriter, r asked) {
				w.Header().Set("Date", c.clock.Format(http.TimeFormat))
				body := c.page
				switch {
				case strings.HasSuffix(r.path, "/debug_token"):
					body = c.token
					require.Equal(t, "Bearer 77|app-secret", r.header.Get("Authorization"))
				case strings.HasSuffix(r.path, "/subscribed_apps"):
					body = c.fields
				}
				_, _ = io.WriteString(w, body)
			})
			got := wrong(p.Check(t.Context()))
			require.Len(t, got, len(c.says), got)
			for i, says := range c.says {
				require.Contains(t, got[i], says)
				require.NotContains(t, got[i], "page-token")
			}
		})
	}
}

func TestProfiles(t *testing.T) {
	for body, want := range map[string]channel.Person{
		`{"id":"7990","name":"Intan Andaikata","profile_pic":"https://cdn.contoh.id/1"}`: {ID: "7990", Name: "Intan Andaikata", AvatarURL: "https://cdn.contoh.id/1"},
		`{"first_name":"Intan","last_name":"Andaikata"}`:                                 {ID: "7990", Name: "Intan Andaikata"},
		`{"error":{"code":100,"error_subcode":2018218}}`:                                 {ID: "7990"},
		`{"error":{"code":10}}`:                                                          {ID: "7990"},
		`{}`:                                                                             {ID: "7990"},
		`{"name":"x","profile_pic":"javascript:alert(1)"}`:                               {ID: "7990", Name: "x"},
	} {
		p, _ := ask(t, says(200, body))
		got, err := p.Profile(t.Context(), "7990")
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	p, _ := ask(t, says(500, `{"error":{"code":2}}`))
	_, err := p.Profile(t.Context(), "7990")
	require.Equal(t, channel.Later, problem(t, err).Class)
}
