package x

import (
	"context"

	"sociomedio/app/backend/channel"
)

// Check tries the credentials.
func (c *Channel) Check(ctx context.Context) []channel.Finding {
	_, err := c.read(ctx, getMe, "/2/users/me", nil)
	return []channel.Finding{{What: "credentials", OK: err == nil}}
}
