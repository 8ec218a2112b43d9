package facebook

import (
	"encoding/json"
	"net/url"
	"strings"

	"sociomedio/app/backend/channel"
	"sociomedio/data/contract"
)

// webAddress is an address if it is one of the web, else nothing: placeholders and other schemes come too.
func webAddress(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return ""
	}
	return s
}

// piece is one of message.attachments[] (§3). The payload can be missing, null or a string.
type piece struct {
	Type    channel.Text    `json:"type"`
	Title   channel.Text    `json:"title"`
	URL     channel.Text    `json:"url"`
	Payload json.RawMessage `json:"payload"`
}

type payload struct {
	URL         channel.Text `json:"url"`
	Title       channel.Text `json:"title"`
	Sticker     channel.ID   `json:"sticker_id"`
	Coordinates struct {
		Lat  channel.Real `json:"lat"`
		Long channel.Real `json:"long"`
	} `json:"coordinates"`
	Product struct {
		Elements channel.List[struct {
			Title channel.Text `json:"title"`
			Image channel.Text `json:"image_url"`
		}] `json:"elements"`
	} `json:"product"`
}

// attachment is a piece as agents see it; an unknown type keeps its name (edge case 20).
func (p piece) attachment() contract.Attachment {
	var in payload
	if channel.Decode(p.Payload, &in) != nil {
		in = payload{}
	}
	a := contract.Attachment{Type: string(p.Type), Title: string(p.Title), URL: webAddress(string(in.URL))}
	if a.URL == "" {
		a.URL = webAddress(string(p.URL))
	}
	if a.Title == "" {
		a.Title = string(in.Title)
	}
	switch {
	case a.Type == "":
		a.Type = "unknown"
	case in.Sticker != "":
		a.Type = "sticker"
	case a.Type == "image":
		a.Type = "photo"
	case a.Type == "fallback":
		a.Type = "share"
	case a.Type == "location":
		a.Latitude, a.Longitude = float64(in.Coordinates.Lat), float64(in.Coordinates.Long)
	case a.Type == "template" && a.Title == "" && len(in.Product.Elements) > 0:
		a.Title = string(in.Product.Elements[0].Title)
	}
	return a
}

// shown is an attachment as posts and comments have it when they are read (§4).
type shown struct {
	Type  channel.Text `json:"type"`
	Title channel.Text `json:"title"`
	URL   channel.Text `json:"url"`
	Media struct {
		Image struct {
			Src channel.Text `json:"src"`
		} `json:"image"`
	} `json:"media"`
	Inner struct {
		Data channel.List[json.RawMessage] `json:"data"`
	} `json:"subattachments"`
}

const deepest = 3 // levels of attachments in attachments

// attachments are what is shown, an album as its pictures.
func (s shown) attachments(level int) []contract.Attachment {
	if len(s.Inner.Data) > 0 && level < deepest {
		var list []contract.Attachment
		for _, raw := range s.Inner.Data {
			var one shown
			if channel.Decode(raw, &one) == nil {
				list = append(list, one.attachments(level+1)...)
			}
		}
		return list
	}
	a := contract.Attachment{Type: string(s.Type), Title: string(s.Title), URL: webAddress(string(s.URL))}
	picture := webAddress(string(s.Media.Image.Src))
	switch kind := string(s.Type); {
	case kind == "":
		return nil
	case strings.HasPrefix(kind, "photo"), strings.HasPrefix(kind, "image"):
		a.Type = "photo"
	case strings.HasPrefix(kind, "video"):
		a.Type, picture = "video", ""
	case kind == "sticker":
	default:
		picture = ""
	}
	if picture != "" {
		a.URL = picture
	}
	return []contract.Attachment{a}
}
