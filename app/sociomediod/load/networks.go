package load

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"

	"sociomedio/app/backend/standin"
)

// customers is how many people write; each again when all have.
const customers = 20_000

// inject lets the nth message be written: on X and Facebook, in public and privately, in turn.
func (l *load) inject(ctx context.Context, n int) error {
	network, kind := "twitter", "mention"
	switch n % 4 {
	case 1:
		network, kind = "facebook", "messenger"
	case 2:
		kind = "dm"
	case 3:
		network, kind = "facebook", "comment"
	}
	body, err := json.Marshal(map[string]any{
		"network": network, "kind": kind, "from": fmt.Sprintf("beban_contoh_%d", n%customers),
		"text": fmt.Sprintf("@TelkomCare internet saya mati lagi, laporan ke-%d", n),
	})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, l.Networks+"/_inject", bytes.NewReader(body))
	if err != nil {
		return err
	}
	return l.ask(r, nil)
}

// posted counts what is on the networks, by text.
func (l *load) posted(ctx context.Context) (map[string]int, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, l.Networks+"/_posts", nil)
	if err != nil {
		return nil, err
	}
	var posts []standin.Post
	if err := l.ask(r, &posts); err != nil {
		return nil, err
	}
	all := map[string]int{}
	for _, p := range posts {
		all[p.Text]++
	}
	return all, nil
}

func (l *load) ask(r *http.Request, into any) error {
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the stand-ins answered %d: %.200s", answer.StatusCode, body)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(body, into)
}
