package x

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Values of the fields parameters. In the new spelling ids are asked for by expansions alone (x-api §0).
var (
	postFields = words(`article attachments author_id card_uri community_id context_annotations conversation_id created_at
		display_text_range edit_controls edit_history_tweet_ids entities geo id in_reply_to_user_id lang media_metadata
		non_public_metrics note_tweet organic_metrics paid_partnership possibly_sensitive promoted_metrics public_metrics
		referenced_tweets reply_settings scopes source suggested_source_links text withheld`)
	onlyExpanded = words(`author_id in_reply_to_user_id referenced_tweets sender_id participant_ids edit_history_tweet_ids`)
	userFields   = words(`affiliation confirmed_email connection_status created_at description entities id is_identity_verified
		location most_recent_tweet_id name parody pinned_tweet_id profile_banner_url profile_image_url protected public_metrics
		receives_your_dm subscription subscription_type url username verified verified_followers_count verified_type withheld`)
	mediaFields = words(`alt_text duration_ms height media_key non_public_metrics organic_metrics preview_image_url
		promoted_metrics public_metrics type url variants width`)
	eventFields = words(`attachments created_at dm_conversation_id entities event_type id participant_ids referenced_tweets
		sender_id text`)
	otherFields = words(`contained_within country country_code full_name geo id name place_type duration_minutes end_datetime
		options voting_status`)
	postExpansions = words(`article.cover_media article.media_entities attachments.media_keys attachments.media_source_tweet
		attachments.poll_ids author_id author_screen_name edit_history_tweet_ids entities.mentions.username entities.note.mentions.username
		geo.place_id in_reply_to_user_id referenced_tweets.id referenced_tweets.id.author_id referenced_tweets.id.attachments.media_keys`)
	newPostExpansions = words(`attachments.media_keys attachments.media_source_tweet attachments.poll_ids author_id
		edit_history_post_ids entities.mentions.username geo.place_id in_reply_to_user_id referenced_posts`)
	eventExpansions    = words(`attachments.media_keys participant_ids referenced_tweets.id sender_id`)
	newEventExpansions = words(`attachments.media_keys participant_ids referenced_posts sender_id`)
)

func words(s string) []string { return strings.Fields(s) }

// query is what a reading call asks for. Field names are kept in the old spelling, whatever was sent.
type query struct {
	postFields, userFields, mediaFields, eventFields, expansions map[string]bool

	max          int
	since, until uint64
	start, end   time.Time
	token        string
	ids          []string
	types        map[string]bool // event_types
	byID, byTime bool
}

// expands says whether an expansion was asked for, by its old name.
func (q query) expands(name string) bool {
	return q.expansions[name] || (name == "referenced_tweets.id" && q.expansions["referenced_tweets"])
}

// bounds are what a reading call knows.
type bounds struct {
	least, most, normal int
	list, events        bool // knows paging; reads direct messages
	search              bool // knows since_id, until_id, start_time, end_time
	ids                 bool
}

var idPattern = regexp.MustCompile(`^[0-9]{1,19}$`)

// parse reads the parameters of a call; every one that the call does not know is an error, as at X.
func (s *Server) parse(r *http.Request, b bounds) (query, *problem) {
	q := query{max: b.normal}
	var bad *problem
	for name, values := range r.URL.Query() {
		value := values[len(values)-1]
		if p := s.parameter(&q, b, name, value); p != nil {
			bad = p
		}
	}
	if bad == nil && q.byID && q.byTime {
		bad = s.invalid("since_id", "", "Invalid use of 'since_id' or 'until_id' in conjunction with 'start_time' or 'end_time'.")
	}
	return q, bad
}

func (s *Server) parameter(q *query, b bounds, name, value string) *problem {
	set := func(to *map[string]bool, known []string) *problem {
		var p *problem
		*to, p = s.set(name, value, known)
		return p
	}
	switch name {
	case s.fieldsParameter():
		known := postFields
		if s.options.Spelling == "new" {
			known = without(postFields, onlyExpanded)
		}
		return set(&q.postFields, known)
	case "user.fields":
		return set(&q.userFields, userFields)
	case "media.fields":
		return set(&q.mediaFields, mediaFields)
	case "poll.fields", "place.fields":
		_, p := s.set(name, value, otherFields)
		return p
	case "expansions":
		return set(&q.expansions, s.expansionsOf(b))
	}
	switch {
	case name == "dm_event.fields" && b.events:
		known := eventFields
		if s.options.Spelling == "new" {
			known = without(eventFields, onlyExpanded)
		}
		return set(&q.eventFields, known)
	case name == "event_types" && b.events:
		return set(&q.types, []string{"MessageCreate", "ParticipantsJoin", "ParticipantsLeave"})
	case name == "ids" && b.ids:
		return s.idList(q, value)
	case b.list:
		return s.paging(q, b, name, value)
	}
	return s.unknown(name)
}

func (s *Server) paging(q *query, b bounds, name, value string) *problem {
	switch {
	case name == "max_results":
		n, err := strconv.Atoi(value)
		if err != nil || n < b.least || n > b.most {
			return s.invalid(name, value, fmt.Sprintf("The `max_results` query parameter value [%s] is not between %d and %d", value, b.least, b.most))
		}
		q.max = n
		return nil
	case name == "pagination_token":
		q.token = value
		return nil
	case !b.search:
	case name == "since_id", name == "until_id":
		if !idPattern.MatchString(value) {
			return s.invalid(name, value, fmt.Sprintf("The `%s` query parameter value [%s] does not match ^[0-9]{1,19}$", name, value))
		}
		q.byID = true
		if name == "since_id" {
			q.since = number(value)
		} else {
			q.until = number(value)
		}
		return nil
	case name == "start_time", name == "end_time":
		t, err := time.Parse(time.RFC3339, value)
		if err != nil || t.Before(time.Date(2010, 11, 6, 0, 0, 0, 0, time.UTC)) {
			return s.invalid(name, value, fmt.Sprintf("Invalid '%s': '%s'. Must be after 2010-11-06T00:00Z", name, value))
		}
		q.byTime = true
		if name == "start_time" {
			q.start = t
		} else {
			q.end = t
		}
		return nil
	case name == "exclude":
		_, p := s.set(name, value, []string{"replies", "retweets"})
		return p
	}
	return s.unknown(name)
}

func (s *Server) idList(q *query, value string) *problem {
	q.ids = strings.Split(value, ",")
	if len(q.ids) > 100 {
		return s.invalid("ids", value, "The number of values in the `ids` query parameter list ["+strconv.Itoa(len(q.ids))+"] is not between 1 and 100")
	}
	for _, id := range q.ids {
		if !idPattern.MatchString(id) {
			return s.invalid("ids", id, "The `ids` query parameter value ["+id+"] is not valid")
		}
	}
	return nil
}

// set reads a list of names; new ones are turned into old ones.
func (s *Server) set(name, value string, known []string) (map[string]bool, *problem) {
	out := map[string]bool{}
	for _, v := range strings.Split(value, ",") {
		old := s.oldName(v)
		_, outdated := renamed[v]
		if outdated = outdated && s.options.Spelling == "new"; outdated || (!slices.Contains(known, v) && !slices.Contains(known, old)) {
			return nil, s.invalid(name, v, fmt.Sprintf("The `%s` query parameter value [%s] is not one of [%s]", name, v, strings.Join(known, ",")))
		}
		out[old] = true
	}
	return out, nil
}

// oldName is the old spelling of a name of the new one.
func (s *Server) oldName(name string) string {
	if s.options.Spelling != "new" {
		return name
	}
	if name == "referenced_posts" {
		return "referenced_tweets"
	}
	for old, renamed := range renamed {
		if renamed == name {
			return old
		}
	}
	return name
}

func (s *Server) fieldsParameter() string {
	if s.options.Spelling == "new" {
		return "post.fields"
	}
	return "tweet.fields"
}

func (s *Server) expansionsOf(b bounds) []string {
	switch {
	case b.events && s.options.Spelling == "new":
		return newEventExpansions
	case b.events:
		return eventExpansions
	case s.options.Spelling == "new":
		return newPostExpansions
	}
	return postExpansions
}

func without(list, drop []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(drop, s) })
}
