package x

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"

	"sociomedio/app/backend/standin/stage"
)

// network is what X is called in the record of posts.
const network = "twitter"

// newPost is the body of POST /2/tweets (x-api §5); any other key is an error.
type newPost struct {
	Text  *string `json:"text"`
	Reply *struct {
		InReplyTo string   `json:"in_reply_to_tweet_id"`
		Exclude   []string `json:"exclude_reply_user_ids"`
		Populate  bool     `json:"auto_populate_reply_metadata"`
	} `json:"reply"`
	Media *struct {
		IDs    []string `json:"media_ids"`
		Tagged []string `json:"tagged_user_ids"`
	} `json:"media"`
	Quote            string `json:"quote_tweet_id"`
	ReplySettings    string `json:"reply_settings"`
	MadeWithAI       bool   `json:"made_with_ai"`
	PaidPartnership  bool   `json:"paid_partnership"`
	ForSuperFollower bool   `json:"for_super_followers_only"`
	Nullcast         bool   `json:"nullcast"`
	CardURI          string `json:"card_uri"`
	CommunityID      string `json:"community_id"`
	DeepLink         string `json:"direct_message_deep_link"`
	Geo              any    `json:"geo"`
	Poll             any    `json:"poll"`
	Edit             any    `json:"edit_options"`
}

func (s *Server) createPost(c *call) (int, any, *problem) {
	var in newPost
	if p := s.read(c, &in); p != nil {
		return 0, nil, p
	}
	o := &post{author: s.me, quoted: in.Quote, replySettings: "everyone", byAPI: true}
	if in.Text != nil {
		o.text = *in.Text
	}
	if in.Reply != nil {
		o.replyTo = in.Reply.InReplyTo
		if !idPattern.MatchString(o.replyTo) {
			return 0, nil, s.invalidBody("$.reply.in_reply_to_tweet_id: does not match the regex pattern ^[0-9]{1,19}$")
		}
	}
	if in.Media != nil {
		o.media = s.attached(in.Media.IDs, "tweet")
		if n := len(o.media); n < 1 || n > 4 {
			return 0, nil, s.invalidBody("Your media IDs are invalid.")
		}
	}
	if p := s.mayPost(o); p != nil {
		return 0, nil, p
	}
	s.publish(o)
	answered, kind := s.posts[o.replyTo], "post"
	rec := stage.Post{Network: network, InReplyTo: o.replyTo, Text: o.text, At: o.at, ID: o.id, Thread: o.conversation, Pictures: fingerprints(o.media)}
	switch {
	case answered != nil:
		kind = "reply"
		rec.To, rec.ToID = s.handleOf(answered.author), answered.author
	case o.quoted != "":
		kind = "quote"
	}
	rec.Kind = kind
	s.ledger.Add(rec)
	e := s.shown(o)
	return http.StatusCreated, object{"data": object{"id": o.id, "text": e.text, "edit_history_tweet_ids": o.chain}}, nil
}

// mayPost checks the rules in the order in which X seems to.
func (s *Server) mayPost(o *post) *problem {
	parent := s.posts[o.replyTo]
	switch {
	case strings.TrimSpace(o.text) == "" && len(o.media) == 0:
		return s.invalidBody("One of `text` or `media` is required.")
	case o.replyTo != "" && s.readable(parent) != "":
		return blank(http.StatusForbidden, goneDetail)
	case o.replyTo != "" && parent.replySettings != "everyone" && parent.replySettings != "" && !names(parent.text, s.options.Handle):
		return legacy(http.StatusForbidden, 433, "The original Tweet author restricted who can reply to this Tweet.")
	case o.replyTo != "" && !s.summoned(parent):
		return blank(http.StatusForbidden, summonDetail)
	case o.quoted != "" && (s.posts[o.quoted] == nil || !s.summoned(s.posts[o.quoted])):
		return blank(http.StatusForbidden, quoteDetail)
	case s.weight(s.withoutLeading(o)) > s.options.MaxWeight:
		return blank(http.StatusForbidden, tooLongDetail)
	case s.saidBefore(o.text):
		return blank(http.StatusForbidden, duplicateDetail)
	}
	return nil
}

// summoned says whether the author of a post has named or quoted the account in its conversation, or is the account itself
// (x-api §2).
func (s *Server) summoned(parent *post) bool {
	if s.options.Enterprise || parent.author == s.me {
		return true
	}
	return slices.ContainsFunc(s.threads[parent.conversation], func(o *post) bool {
		if o.author != parent.author || o.deleted {
			return false
		}
		quoted, answered := s.posts[o.quoted], s.posts[o.replyTo]
		return names(o.text, s.options.Handle) || (quoted != nil && quoted.author == s.me) || (answered != nil && answered.author == s.me)
	})
}

// withoutLeading is a reply without the names in front of it that X would have put there: they do not count.
func (s *Server) withoutLeading(o *post) string {
	raw, leading := o.text, s.leading(o)
	for {
		head, rest, _ := strings.Cut(raw, " ")
		name, named := strings.CutPrefix(head, "@")
		if !named || !containsFold(leading, name) {
			return raw
		}
		raw = rest
	}
}

// saidBefore is the duplicate rule: the same words within a day, to whomever.
func (s *Server) saidBefore(text string) bool {
	o := s.posts[s.said[clean(text)]]
	return o != nil && !o.deleted && o.at.After(s.clock().Add(-day))
}

// publish gives a post its id, time and place, and tells the subscribers.
func (s *Server) publish(o *post) {
	if o.at.IsZero() {
		o.at = s.clock()
	}
	if o.id == "" {
		o.id = s.newID(o.at)
	}
	o.conversation = o.id
	if parent := s.posts[o.replyTo]; parent != nil {
		o.conversation, o.replyToUser = parent.conversation, parent.author
	} else if o.replyTo != "" {
		o.conversation = o.replyTo // answers something that is not to be had
	}
	if len(o.chain) == 0 {
		o.chain = []string{o.id}
	}
	s.addPost(o)
	if u := s.users[o.author]; u != nil {
		u.statuses++
	}
	s.announcePost(o)
}

func (s *Server) handleOf(id string) string {
	if u := s.users[id]; u != nil {
		return u.handle
	}
	return ""
}

// read decodes a JSON body whose keys must all be known.
func (s *Server) read(c *call, into any) *problem {
	body, err := io.ReadAll(io.LimitReader(c.Body, 1<<20))
	if err != nil {
		return s.invalidBody("The body could not be read.")
	}
	d := json.NewDecoder(strings.NewReader(string(body)))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		if name, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
			return s.invalidBody("[$." + strings.Trim(name, `"`) + ": is not defined in the schema and the schema does not allow additional properties]")
		}
		return s.invalidBody("Requests with bodies must have content-type of application/json, and the body must be valid JSON.")
	}
	return nil
}

func (s *Server) invalidBody(message string) *problem {
	return &problem{http.StatusBadRequest, object{
		"errors": []object{{"parameters": object{}, "message": message}},
		"title":  "Invalid Request", "detail": "One or more parameters to your request was invalid.", "type": s.kind("invalid-request"),
	}}
}
