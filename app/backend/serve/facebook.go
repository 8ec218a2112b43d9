package serve

import (
	"time"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/channel/facebook"
)

// dialFacebook opens a channel to a Facebook page (facebook-api §1, §2).
func dialFacebook(a Account, o Options) (channel.Channel, error) {
	if err := a.knows("app_id", "app_secret", "page_token", "verify_token"); err != nil {
		return nil, err
	}
	return facebook.New(facebook.Options{
		Page: a.ID, BaseURL: a.BaseURL, Version: a.Version, FirstRead: time.Duration(a.FirstRead),
		AppID: a.secret("app_id"), AppSecret: a.secret("app_secret"), PageToken: a.secret("page_token"), VerifyToken: a.secret("verify_token"),
	}, o.deps())
}
