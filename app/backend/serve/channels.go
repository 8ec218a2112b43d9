package serve

import (
	"fmt"
	"time"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/channel/x"
	"sociomedio/app/backend/storage"
	"sociomedio/data/contract"
)

// dial opens the channel of an account. It calls nobody: a network that is down doesn't keep the backend from starting.
func dial(a Account, known storage.Account, o Options, store *storage.Store) (channel.Channel, error) {
	switch a.Network {
	case contract.Twitter:
		return dialX(a, known, o, store)
	case contract.Facebook:
		return dialFacebook(a, o)
	}
	return nil, fmt.Errorf("network %q is not known", a.Network)
}

// deps are the parts that channels are given.
func (o Options) deps() channel.Deps { return channel.Deps{Clock: o.Clock, Log: o.Log} }

// dialX opens a channel to X, with the credentials of OAuth 1.0a or those of OAuth 2.0 (x-api §1).
func dialX(a Account, known storage.Account, o Options, store *storage.Store) (channel.Channel, error) {
	if err := a.knows("consumer_key", "consumer_secret", "access_token", "access_secret", "client_id", "client_secret", "refresh_token"); err != nil {
		return nil, err
	}
	options := x.Options{
		Deps: o.deps(), BaseURL: a.BaseURL, UserID: a.ID, Handle: a.Handle, Spelling: x.Spelling(a.Spelling),
		Reposts: a.Reposts, Carried: a.Carried, Prices: a.Prices, FirstRead: time.Duration(a.FirstRead),
		Credentials: x.Credentials{
			ConsumerKey: a.secret("consumer_key"), ConsumerSecret: a.secret("consumer_secret"),
			AccessToken: a.secret("access_token"), AccessSecret: a.secret("access_secret"),
			ClientID: a.secret("client_id"), ClientSecret: a.secret("client_secret"), RefreshToken: a.secret("refresh_token"),
		},
	}
	if options.Credentials.ClientID != "" {
		seal, err := newSeal(o.Config.Key)
		if err != nil {
			return nil, err
		}
		options.Tokens = tokens{store: store, account: known.ID, seal: seal}
	}
	return x.New(options)
}
