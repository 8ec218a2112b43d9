package facebook

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"sociomedio/app/backend/channel"
)

// Profile gives who a person in Messenger is. Somebody of whom Facebook tells nothing comes back with the id alone
// (§4, §9: 100/2018218; edge case 23).
func (c *Channel) Profile(ctx context.Context, id string) (channel.Person, error) {
	who := channel.Person{ID: id}
	var p struct {
		Name    channel.Text `json:"name"`
		First   channel.Text `json:"first_name"`
		Last    channel.Text `json:"last_name"`
		Picture channel.Text `json:"profile_pic"`
	}
	_, err := c.get(ctx, "/"+url.PathEscape(id), params{"fields": "first_name,last_name,profile_pic,name"}, &p)
	var no *channel.Error
	if errors.As(err, &no) && no.Class == channel.Refused {
		return who, nil
	}
	if err != nil {
		return who, err
	}
	who.Name = string(p.Name)
	if who.Name == "" {
		who.Name = strings.TrimSpace(string(p.First) + " " + string(p.Last))
	}
	who.AvatarURL = webAddress(string(p.Picture))
	return who, nil
}
