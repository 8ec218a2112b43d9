package facebook_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

var messenger = channel.Outgoing{
	PartID: "part-1", Kind: contract.MessageKindMessenger, Private: true, InReplyTo: "m_1", Thread: "7990", Recipient: channel.Person{ID: "7990"},
	LastFrom: noon.Add(-time.Hour), Text: "Rahasia pelanggan", FirstTry: noon,
}

// TestErrorsByCode is the table of facebook-api §9: what each code and subcode means for what was to be posted.
func TestErrorsByCode(t *testing.T) {
	for _, c := range []struct {
		code, subcode, status int
		class                 channel.Class
		means                 string
	}{
		{1, 0, 500, channel.Lost, "network_error"},
		{2, 0, 500, channel.Lost, "network_error"},
		{-1, 0, 400, channel.Lost, "network_error"},
		{4, 0, 400, channel.Later, "rate_limited"},
		{17, 0, 400, channel.Later, "rate_limited"},
		{32, 0, 403, channel.Later, "rate_limited"},
		{341, 0, 400, channel.Later, "rate_limited"},
		{613, 0, 429, channel.Later, "rate_limited"},
		{613, 1996, 400, channel.Later, "rate_limited"},
		{80001, 0, 400, channel.Later, "rate_limited"},
		{80006, 0, 400, channel.Later, "rate_limited"},
		{10, 0, 403, channel.Refused, "account_permission"},
		{200, 0, 400, channel.Refused, "account_permission"},
		{299, 0, 400, channel.Refused, "account_permission"},
		{10, 2018278, 400, channel.Refused, "window_closed"},
		{10, 2534022, 400, channel.Refused, "window_closed"},
		{100, 2018278, 400, channel.Refused, "window_closed"},
		{10, 2018065, 400, channel.Refused, "account_permission"},
		{10, 2018108, 400, channel.Refused, "recipient_unavailable"},
		{10, 1893063, 400, channel.Later, "restricted"},
		{100, 0, 400, channel.Refused, "refused"},
		{100, 33, 400, channel.Refused, "parent_gone"},
		{100, 2018001, 400, channel.Refused, "recipient_unavailable"},
		{100, 2018047, 400, channel.Refused, "refused"},
		{100, 1893061, 400, channel.Refused, "refused"},
		{102, 0, 401, channel.Dead, "token_dead"},
		{190, 458, 400, channel.Dead, "token_dead"},
		{190, 463, 401, channel.Dead, "token_dead"},
		{190, 0, 401, channel.Dead, "token_dead"},
		{368, 0, 400, channel.Later, "restricted"},
		{506, 0, 400, channel.Refused, "duplicate"},
		{551, 1545041, 400, channel.Refused, "recipient_unavailable"},
		{200, 1545041, 400, channel.Refused, "recipient_unavailable"},
		{803, 0, 404, channel.Refused, "parent_gone"},
		{1609005, 0, 400, channel.Refused, "link_refused"},
		{10, 2534122, 400, channel.Refused, "recipient_unavailable"},
		{7777777, 0, 400, channel.Refused, "refused"},
		{7777777, 0, 503, channel.Lost, "network_error"},
		{7777777, 0, 429, channel.Later, "rate_limited"},
		{190, 460, 200, channel.Dead, "token_dead"}, // an error may come with 200
	} {
		t.Run(fmt.Sprint(c.code, "/", c.subcode, " ", c.status), func(t *testing.T) {
			page, _ := ask(t, says(c.status, fmt.Sprintf(
				`{"error":{"message":"(#%d) Rahasia pelanggan","type":"OAuthException","code":%d,"error_subcode":%d,"fbtrace_id":"Abc_-1\"\n"}}`, c.code, c.code, c.subcode)))
			_, err := page.Send(t.Context(), messenger)
			e := problem(t, err)
			require.Equal(t, c.class, e.Class)
			require.Equal(t, c.means, e.Code)
			require.Equal(t, c.class == channel.Later, e.Until.After(noon))
			require.Contains(t, err.Error(), "trace Abc_-1")
			for _, secret := range []string{"Rahasia", "page-token", "app-secret", "\n"} {
				require.NotContains(t, err.Error(), secret)
			}
			_, err = page.Poll(t.Context(), "")
			if c.class == channel.Lost {
				require.Equal(t, channel.Later, problem(t, err).Class, "a reading can be repeated")
			}
		})
	}
}

func problem(t *testing.T, err error) *channel.Error {
	t.Helper()
	var e *channel.Error
	require.ErrorAs(t, err, &e)
	return e
}

func TestAnswersThatAreNone(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		body   string
		class  channel.Class
	}{
		"HTML with 200":   {200, "<!DOCTYPE html><html>", channel.Lost},
		"HTML with 502":   {502, "<html>", channel.Lost},
		"nothing":         {200, "", channel.Lost},
		"garbage":         {200, "}{", channel.Lost},
		"no id":           {200, "{}", channel.Lost},
		"400 without why": {400, `{"x":1}`, channel.Lost},
		"a redirect":      {302, "", channel.Lost},
		"the older form":  {400, `{"error_type":"OAuthException","code":190,"error_message":"x"}`, channel.Dead},
		"transient":       {400, `{"error":{"code":987654,"is_transient":true}}`, channel.Lost},
		"codes as text":   {400, `{"error":{"code":"100","error_subcode":"33"}}`, channel.Refused},
		"wrong secret":    {400, `{"error":{"code":100,"message":"Invalid appsecret_proof provided in the API argument"}}`, channel.Dead},
		"endless":         {200, `{"message_id":"` + strings.Repeat("x", 9<<20) + `"}`, channel.Lost},
	} {
		t.Run(name, func(t *testing.T) {
			page, g := ask(t, says(c.status, c.body, "Location", "http://127.0.0.1:1/elsewhere"))
			_, err := page.Send(t.Context(), messenger)
			require.Equal(t, c.class, problem(t, err).Class)
			require.Len(t, g.made(), 1, "never a second try by itself")
		})
	}
}

func TestWhatIsLostOnTheWay(t *testing.T) {
	page, g := ask(t, func(http.ResponseWriter, asked) { panic(http.ErrAbortHandler) })
	_, err := page.Send(t.Context(), messenger)
	require.Equal(t, channel.Lost, problem(t, err).Class, "it was there")
	require.Len(t, g.made(), 1, "never a second try by itself")

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = page.Send(ended, messenger)
	require.Equal(t, channel.NotSent, problem(t, err).Class)
	_, err = pageAt(t, "http://127.0.0.1:1").Send(t.Context(), messenger)
	require.Equal(t, channel.NotSent, problem(t, err).Class)
	require.Equal(t, channel.CodeUnreachable, problem(t, err).Code)
}

// TestLimitsFromHeaders: when Facebook says how long, it is believed (facebook-api §8).
func TestLimitsFromHeaders(t *testing.T) {
	page, _ := ask(t, says(400, `{"error":{"code":80006}}`, "X-Business-Use-Case-Usage",
		`{"1":[{"type":"pages","call_count":3,"estimated_time_to_regain_access":2}],"2":"?","3":[{"type":"messenger","call_count":100,"estimated_time_to_regain_access":19}]}`))
	_, err := page.Send(t.Context(), messenger)
	require.Equal(t, noon.Add(19*time.Minute), problem(t, err).Until)
	page, _ = ask(t, says(400, `{"error":{"code":368}}`))
	_, err = page.Send(t.Context(), messenger)
	require.Equal(t, noon.Add(time.Hour), problem(t, err).Until, "a page that is held back rests")
}

func TestErrorsCarryTheirCause(t *testing.T) {
	_, err := pageAt(t, "http://127.0.0.1:1").Poll(t.Context(), "")
	require.Error(t, errors.Unwrap(err))
	require.NotContains(t, err.Error(), "page-token")
	require.NotContains(t, err.Error(), "appsecret_proof")
}
