package x_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/channel/x"
	"sociomedio/app/backend/standin"
	standx "sociomedio/app/backend/standin/x"
	"sociomedio/assets/demo"
	"sociomedio/data/contract"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// rig is a channel that speaks to a stand-in over HTTP.
type rig struct {
	*standin.Server
	*x.Channel
	url string
}

func start(t *testing.T, so standx.Options, change func(*x.Options)) *rig {
	t.Helper()
	s := standin.New(standin.Options{X: so})
	web := httptest.NewServer(s.Handler())
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	t.Cleanup(func() {
		s.Close()
		web.Close()
	})
	k := s.XCredentials()
	o := x.Options{
		Deps: channel.Deps{HTTP: client}, BaseURL: web.URL + "/x", UserID: s.XAccount(), Handle: "TelkomCare",
		Credentials: x.Credentials{ConsumerKey: k.ConsumerKey, ConsumerSecret: k.ConsumerSecret, AccessToken: k.AccessToken, AccessSecret: k.AccessSecret},
	}
	if change != nil {
		change(&o)
	}
	c, err := x.New(o)
	require.NoError(t, err)
	return &rig{Server: s, Channel: c, url: web.URL}
}

func (r *rig) happens(t *testing.T, in standin.Injection) string {
	t.Helper()
	in.Network = "twitter"
	done, err := r.Inject(in)
	require.NoError(t, err)
	return done[0].ID
}

func from(handle string) standin.Author {
	return standin.Author{Customer: demo.Customer{Handle: handle, Name: handle}}
}

// wrong are the findings that are not right, by what was looked at.
func wrong(findings []channel.Finding) map[string]string {
	all := map[string]string{}
	for _, f := range findings {
		if !f.OK {
			all[f.What] = f.Todo
		}
	}
	return all
}

func TestCheckFindsWhatIsMissing(t *testing.T) {
	t.Run("all is well, without a webhook too", func(t *testing.T) {
		r := start(t, standx.Options{}, nil)
		findings := r.Check(t.Context())
		require.Len(t, findings, 8)
		require.Empty(t, wrong(findings))
		require.Contains(t, findings[6].Todo, "None is registered")
	})
	t.Run("a webhook that X can't reach", func(t *testing.T) {
		r := start(t, standx.Options{}, nil)
		require.NoError(t, r.Fault(standin.Fault{Kind: "200", Path: "/x/2/webhooks", Count: -1, Body: `{"data":[{"id":"1","url":"https://contoh.id/","valid":false}]}`}))
		require.Contains(t, wrong(r.Check(t.Context()))["webhook"], "invalid")
	})
	t.Run("another account", func(t *testing.T) {
		r := start(t, standx.Options{}, func(o *x.Options) { o.UserID = "12345" })
		require.Contains(t, wrong(r.Check(t.Context()))["account"], "2910007")
	})
	t.Run("a wrong secret", func(t *testing.T) {
		r := start(t, standx.Options{}, func(o *x.Options) { o.Credentials.AccessSecret = "wrong" })
		require.Contains(t, wrong(r.Check(t.Context()))["credentials"], "connect the account again")
	})
	t.Run("out of credit", func(t *testing.T) {
		r := start(t, standx.Options{}, nil)
		require.NoError(t, r.Fault(standin.Fault{Kind: "402", Path: "/x/2/", Count: -1}))
		require.Contains(t, wrong(r.Check(t.Context()))["credentials"], "credit")
	})
	t.Run("not reachable", func(t *testing.T) {
		r := start(t, standx.Options{}, func(o *x.Options) { o.BaseURL = "http://127.0.0.1:1" })
		require.Contains(t, wrong(r.Check(t.Context()))["credentials"], "reached")
	})
	t.Run("app may not read messages", func(t *testing.T) {
		r := start(t, standx.Options{}, nil)
		require.NoError(t, r.Fault(standin.Fault{
			Kind: "403", Path: "/x/2/dm_events", Count: -1, Body: `{"title":"Forbidden","type":"about:blank","status":403,"detail":"Forbidden"}`,
		}))
		require.Contains(t, wrong(r.Check(t.Context()))["reading direct messages"], "permissions")
	})
}

func TestAWrongClockIsFoundAndOvercome(t *testing.T) {
	r := start(t, standx.Options{}, func(o *x.Options) {
		o.Clock = func() time.Time { return time.Now().Add(-20*time.Minute - 30*time.Second) }
	})
	r.happens(t, standin.Injection{Kind: "mention", From: from("budi_contoh"), Text: "halo"})
	b, err := r.Poll(t.Context(), "")
	require.NoError(t, err, "X told the time in its refusal")
	require.Len(t, b.Events, 1)
	require.Contains(t, wrong(r.Check(t.Context()))["clock"], "20m")
}

// TestAWrongClockSendsNothingTwice: what landed is found where our clock is wrong by hours, so that nobody sends it again.
func TestAWrongClockSendsNothingTwice(t *testing.T) {
	for _, ahead := range []time.Duration{-3 * time.Hour, 3 * time.Hour} {
		ours := func() time.Time { return time.Now().Add(ahead) }
		r := start(t, standx.Options{}, func(o *x.Options) { o.Clock = ours })
		id := r.happens(t, standin.Injection{Kind: "mention", From: from("budi_contoh"), Text: "@TelkomCare halo"})
		require.NoError(t, r.Fault(standin.Fault{Kind: "reset", After: true, Method: http.MethodPost}))
		out := channel.Outgoing{Kind: contract.MessageKindMention, InReplyTo: id, Thread: id, Text: "Baik Kak", FirstTry: ours()}
		_, err := r.Poll(t.Context(), "") // signs by X's clock from here on
		require.NoError(t, err)
		_, err = r.Send(t.Context(), out)
		require.Error(t, err)
		require.Len(t, r.Posts(), 1)
		_, found, err := r.Find(t.Context(), out)
		require.NoError(t, err)
		require.True(t, found)
	}
}

func TestSignInGivesTheFirstTokens(t *testing.T) {
	r := start(t, standx.Options{}, func(o *x.Options) {
		o.Credentials = x.Credentials{ClientID: "standin-client-id", ClientSecret: "standin-client-secret"}
		o.Tokens = &keeper{}
	})
	s := x.NewSignIn(r.url+"/x", "standin-client-id", "http://127.0.0.1:9/kembali")
	client := &http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	ask, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.Address, nil)
	require.NoError(t, err)
	answer, err := client.Do(ask)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	back, err := url.Parse(answer.Header.Get("Location"))
	require.NoError(t, err)
	require.Equal(t, s.State, back.Query().Get("state"))

	kept := &keeper{}
	require.NoError(t, r.Connect(t.Context(), s, back.Query().Get("code"), kept))
	require.NotEmpty(t, kept.pair.Access)
	require.NotEmpty(t, kept.pair.Refresh)
	require.Error(t, r.Connect(t.Context(), s, back.Query().Get("code"), &keeper{}), "a code works once")
	require.Contains(t, x.NewSignIn("", "a", "b").Address, "https://x.com/i/oauth2/authorize?")
}

// keeper keeps tokens in memory.
type keeper struct {
	x.Tokens
	pair x.Pair
}

func (k *keeper) Renew(ctx context.Context, renew func(context.Context, x.Pair) (x.Pair, error)) (x.Pair, error) {
	pair, err := renew(ctx, k.pair)
	if err == nil {
		k.pair = pair
	}
	return pair, err
}

func TestVerifyTellsWhatIsGoneAndWhatChanged(t *testing.T) {
	r := start(t, standx.Options{}, nil)
	var ids []string
	for _, text := range []string{"tetap", "dihapus", "disunting", "dikunci"} {
		ids = append(ids, r.happens(t, standin.Injection{Kind: "mention", From: from(text + "_contoh"), Text: text}))
	}
	r.happens(t, standin.Injection{Kind: "delete", ID: ids[1]})
	newer := r.happens(t, standin.Injection{Kind: "edit", ID: ids[2], Text: "@TelkomCare sudah disunting"})
	r.happens(t, standin.Injection{Kind: "protect", From: from("dikunci_contoh")})
	events, err := r.Verify(t.Context(), append(ids, "no id"))
	require.NoError(t, err)
	got := map[string]channel.Event{}
	for _, e := range events {
		got[e.Message.ExternalID] = e
	}
	require.Len(t, got, 3)
	require.Equal(t, channel.Deleted, got[ids[1]].Type)
	require.Equal(t, channel.Deleted, got[ids[3]].Type, "closed to us is gone to us")
	require.Equal(t, channel.Wrote, got[newer].Type)
	require.Equal(t, []string{ids[2]}, got[newer].Message.Versions)
	require.Equal(t, "@TelkomCare sudah disunting", got[newer].Message.Text)

	var many []string
	for i := range 30 {
		many = append(many, strings.Repeat("9", 10)+string(rune('0'+i%10))+string(rune('0'+i/10)))
	}
	_, err = r.Verify(t.Context(), many)
	require.Error(t, err, "all of many at once isn't believed")
}

func TestOpenSignsOnlyWhatIsPrivate(t *testing.T) {
	r := start(t, standx.Options{}, nil)
	for _, public := range []string{
		"https://pbs.twimg.com/media/a.jpg", r.url + "/x/media/3_1.png", "https://evil.example/2/dm_conversations/media/1/2/3.png",
		"https://ton.x.com/other/1/2/a.jpg", r.url + "/x/2/dm_conversations/media/../../tweets", "::",
	} {
		req, err := r.Open(t.Context(), public)
		require.NoError(t, err)
		require.Nil(t, req, public)
	}
	for address, path := range map[string]string{
		r.url + "/x/2/dm_conversations/media/1/2/abc.png":     "/x/2/dm_conversations/media/1/2/abc.png",
		"https://ton.twitter.com/1.1/ton/data/dm/1/2/abc.jpg": "/x/2/dm_conversations/media/1/2/abc",
	} {
		req, err := r.Open(t.Context(), address)
		require.NoError(t, err)
		require.Equal(t, path, req.URL.Path)
		require.True(t, strings.HasPrefix(req.Header.Get("Authorization"), "OAuth "))
		require.True(t, strings.HasPrefix(req.URL.String(), r.url))
	}
}

func TestEveryRefusalHasItsMeaning(t *testing.T) {
	type meaning struct {
		class channel.Class
		code  string
	}
	for name, c := range map[string]struct {
		status int
		body   string
		want   meaning
	}{
		"duplicate":           {403, `{"detail":"You are not allowed to create a Tweet with duplicate content.","type":"about:blank","title":"Forbidden","status":403}`, meaning{channel.Refused, "duplicate"}},
		"duplicate, old":      {403, `{"errors":[{"code":187,"message":"Status is a duplicate."}]}`, meaning{channel.Refused, "duplicate"}},
		"summons":             {403, `{"detail":"Reply to this conversation is not allowed because you have not been mentioned or otherwise engaged by the author of the post you are replying to."}`, meaning{channel.Refused, "not_summoned"}},
		"gone":                {403, `{"detail":"You attempted to reply to a Tweet that is deleted or not visible to you."}`, meaning{channel.Refused, "parent_gone"}},
		"restricted":          {403, `{"errors":[{"code":433,"message":"The original Tweet author restricted who can reply to this Tweet."}]}`, meaning{channel.Refused, "replies_restricted"}},
		"no write permission": {403, `{"title":"Forbidden","status":403,"detail":"Your client app is not configured with the appropriate oauth1 app permissions for this endpoint.","type":"https://api.twitter.com/2/problems/oauth1-permissions"}`, meaning{channel.Refused, "permission"}},
		"the same, new host":  {403, `{"title":"Forbidden","type":"https://api.x.com/2/problems/oauth1-permissions"}`, meaning{channel.Refused, "permission"}},
		"scope":               {403, `{"title":"Forbidden","type":"about:blank","status":403,"detail":"Forbidden"}`, meaning{channel.Refused, "permission"}},
		"locked":              {403, `{"errors":[{"code":326,"message":"To protect our users ..."}]}`, meaning{channel.Dead, "account_locked"}},
		"403 of a new kind":   {403, `{"title":"Nope"}`, meaning{channel.Refused, "refused"}},
		"token":               {401, `{"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"}`, meaning{channel.Dead, "token_dead"}},
		"token, old":          {401, `{"errors":[{"code":89,"message":"Invalid or expired token"}]}`, meaning{channel.Dead, "token_dead"}},
		"credit":              {402, `{"title":"CreditsDepleted"}`, meaning{channel.Dead, "no_credit"}},
		"month's cap":         {429, `{"title":"UsageCapExceeded","type":"https://api.twitter.com/2/problems/usage-capped","period":"Monthly"}`, meaning{channel.Dead, "no_credit"}},
		"limit":               {429, `{"errors":[{"code":88,"message":"Rate limit exceeded"}]}`, meaning{channel.Later, "rate_limited"}},
		"not found":           {404, `{"type":"https://api.x.com/2/problems/resource-not-found"}`, meaning{channel.Refused, "gone"}},
		"bad request":         {400, `{"errors":[{"parameters":{"id":["x"]},"message":"m"}],"title":"Invalid Request","type":"https://api.x.com/2/problems/invalid-request"}`, meaning{channel.Refused, "invalid"}},
		"broken":              {500, `{"code":131,"message":"Internal error"}`, meaning{channel.Lost, "network_error"}},
		"edge's page":         {503, `<html>upstream</html>`, meaning{channel.Lost, "network_error"}},
		"proxy's page":        {403, `<html>blocked</html>`, meaning{channel.Lost, "unexpected_answer"}},
		"moved":               {302, ``, meaning{channel.Lost, "unexpected_answer"}},
		"garbage with a yes":  {201, `{"data":{"id":"`, meaning{channel.Lost, "unexpected_answer"}},
		"a yes without an id": {201, `{"data":{}}`, meaning{channel.Lost, "unexpected_answer"}},
		"a page with a yes":   {200, `<html>captive portal</html>`, meaning{channel.Lost, "unexpected_answer"}},
	} {
		t.Run(name, func(t *testing.T) {
			calls := 0
			web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				calls++
				w.WriteHeader(c.status)
				_, _ = w.Write([]byte(c.body))
			}))
			defer web.Close()
			ch, err := x.New(x.Options{
				Deps: channel.Deps{HTTP: web.Client()}, BaseURL: web.URL, UserID: "1",
				Credentials: x.Credentials{ConsumerKey: "k", ConsumerSecret: "s", AccessToken: "t", AccessSecret: "u"},
			})
			require.NoError(t, err)
			_, err = ch.Send(t.Context(), channel.Outgoing{Kind: contract.MessageKindMention, InReplyTo: "5", Text: "rahasia"})
			var no *channel.Error
			require.ErrorAs(t, err, &no)
			require.Equal(t, c.want, meaning{no.Class, no.Code})
			require.Equal(t, 1, calls, "a call that posts is made once")
			require.NotContains(t, err.Error(), "rahasia")
		})
	}
}

// A part is looked for as far back as it can be, and is said to be missing only when all was seen: otherwise nobody would know
// whether a second sending doubles it.
func TestFindLooksFarBack(t *testing.T) {
	for name, c := range map[string]struct {
		later int // posts after the one that is looked for
		found bool
		fails bool
	}{"near": {3, true, false}, "far": {900, true, false}, "beyond": {3300, false, true}} {
		t.Run(name, func(t *testing.T) {
			s := standin.New(standin.Options{})
			defer s.Close()
			pages := 0
			web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				pages++
				from, _ := strconv.Atoi(r.URL.Query().Get("pagination_token"))
				fmt.Fprint(w, `{"data":[`)
				for i := range 100 {
					text, id := "lain", 2_000_000-from-i
					if from+i == c.later {
						text = "Baik Kak"
					}
					fmt.Fprintf(w, `%s{"id":"%d","text":%q,"created_at":"2026-11-24T05:00:01.000Z","referenced_tweets":[{"type":"replied_to","id":"77"}]}`,
						strings.Repeat(",", min(i, 1)), id, text)
				}
				fmt.Fprintf(w, `],"meta":{"next_token":"%d"}}`, from+100)
			}))
			defer web.Close()
			k := s.XCredentials()
			channelX, err := x.New(x.Options{
				Deps: channel.Deps{HTTP: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}, BaseURL: web.URL, UserID: s.XAccount(), Handle: "TelkomCare",
				Credentials: x.Credentials{ConsumerKey: k.ConsumerKey, ConsumerSecret: k.ConsumerSecret, AccessToken: k.AccessToken, AccessSecret: k.AccessSecret},
			})
			require.NoError(t, err)
			out := channel.Outgoing{Kind: contract.MessageKindMention, InReplyTo: "77", Text: "Baik Kak", FirstTry: time.Date(2026, 11, 24, 5, 0, 0, 0, time.UTC)}
			_, found, err := channelX.Find(t.Context(), out)
			require.Equal(t, c.found, found)
			require.Equal(t, c.fails, err != nil)

			if !c.found {
				out.FirstTry = out.FirstTry.Add(time.Hour) // everything is from before it was tried
				pages = 0
				_, found, err = channelX.Find(t.Context(), out)
				require.NoError(t, err)
				require.False(t, found)
				require.Equal(t, 1, pages, "no more is read than can help")
			}
		})
	}
}
