package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// networks is the address of the stand-ins for X and Facebook.
type networks string

// post is an answer that has reached a network.
type post struct {
	Network string `json:"network"`
	Kind    string `json:"kind"`
	Parent  string `json:"in_reply_to"`
	Text    string `json:"text"`
	ID      string `json:"id"`
}

func (n networks) posts(ctx context.Context) ([]post, error) {
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, string(n)+"/_posts", nil)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	var all []post
	return all, json.NewDecoder(answer.Body).Decode(&all)
}

// fault has the networks do wrong (_fault).
func (n networks) fault(ctx context.Context, fault string) error {
	ask, err := http.NewRequestWithContext(ctx, http.MethodPost, string(n)+"/_fault", strings.NewReader(fault))
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode/100 != 2 {
		return fmt.Errorf("fault: status %d", answer.StatusCode)
	}
	return nil
}

// arrived waits until a post with these words is on a network, and gives it. There must be one only.
func (n networks) arrived(ctx context.Context, words string) (post, error) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for {
		all, err := n.posts(ctx)
		if err != nil {
			return post{}, fmt.Errorf("no answer with %q has reached a network: %w", words, err)
		}
		var found []post
		for _, p := range all {
			if strings.Contains(p.Text, words) {
				found = append(found, p)
			}
		}
		switch len(found) {
		case 0:
		case 1:
			return found[0], nil
		default:
			return post{}, fmt.Errorf("%d answers with %q have reached the networks", len(found), words)
		}
		select {
		case <-ctx.Done():
			return post{}, fmt.Errorf("no answer with %q has reached a network", words)
		case <-again.C:
		}
	}
}
