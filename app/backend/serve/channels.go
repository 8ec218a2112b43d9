package serve

import (
	"errors"

	"sociomedio/app/backend/channel"
)

func dial(Account, Options) (channel.Channel, error) { return nil, errors.New("no channel") }
