package x

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"sociomedio/app/backend/channel"
)

// privatePicture is where the pictures of direct messages are, below the base URL (x-api §4).
const privatePicture = "/2/dm_conversations/media/"

// tonPath is the same in the older addresses that messages carry: message, medium, file.
var tonPath = regexp.MustCompile(`^(?:/1\.1)?(?:/ton)?(?:/data)?/dm/([0-9]{1,19})/([0-9]{1,19})/([A-Za-z0-9_-]+)(?:\.[a-z0-9]+)?$`)

// Open makes the request for a picture that only the account may see; nil for any other address.
func (c *Channel) Open(ctx context.Context, address string) (*http.Request, error) {
	u, err := url.Parse(address)
	if err != nil {
		return nil, nil
	}
	target := ""
	switch host := strings.ToLower(u.Hostname()); {
	case u.Scheme == c.base.Scheme && u.Host == c.base.Host && strings.HasPrefix(u.Path, c.base.Path+privatePicture) && !strings.Contains(u.Path, ".."):
		target = address
	case host == "ton.twitter.com" || host == "ton.x.com":
		if parts := tonPath.FindStringSubmatch(u.Path); parts != nil {
			target = c.address(privatePicture+parts[1]+"/"+parts[2]+"/"+parts[3], nil)
		}
	}
	if target == "" {
		return nil, nil
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return nil, &channel.Error{Class: channel.Refused, Code: codeInvalid, Cause: errors.New("the address can't be made")}
	}
	return r, channel.Reading(c.signer.sign(ctx, r, nil))
}
