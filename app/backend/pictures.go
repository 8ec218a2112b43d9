package backend

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"sociomedio/app/backend/channel"
	"sociomedio/app/backend/picture"
	"sociomedio/app/backend/storage"
)

// Bounds of fetching pictures. A network's addresses expire, so it is tried soon and not for ever (edge case 21).
const (
	pictureWorkers = 4
	pictureLease   = time.Minute
	pictureTries   = 6
	pictureRetry   = 10 * time.Second
	pictureMost    = 30 * time.Minute
	pictureIdle    = 15 * time.Second
	picturePace    = 8 // a second: making thumbnails of a rush of new customers must not keep answers waiting
)

// fetchPictures fetches what customers sent and how they look, until ctx ends.
func (b *Backend) fetchPictures(ctx context.Context) error {
	woken, cancel := b.store.SubscribeWork()
	defer cancel()
	pace := rate.NewLimiter(picturePace, pictureWorkers)
	for {
		jobs, err := b.store.ClaimMedia(ctx, pictureWorkers, pictureLease)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			b.log.WarnContext(ctx, "pictures can't be claimed", "error", err)
		}
		var g errgroup.Group
		for _, job := range jobs {
			if pace.Wait(ctx) != nil {
				break // the claims run out
			}
			g.Go(func() error { return b.fetchPicture(ctx, job) })
		}
		if err := g.Wait(); err != nil && ctx.Err() == nil {
			b.log.WarnContext(ctx, "picture not stored", "error", err)
		}
		if len(jobs) > 0 {
			continue
		}
		idle := time.NewTimer(jittered(pictureIdle))
		select {
		case <-ctx.Done():
			idle.Stop()
			return nil
		case <-woken:
			idle.Stop()
		case <-idle.C:
		}
	}
}

func (b *Backend) fetchPicture(ctx context.Context, job storage.MediaJob) error {
	p, err := b.picture(ctx, job)
	switch {
	case err == nil:
		return b.store.MediaKept(ctx, job.ID, storage.Picture{ContentType: p.ContentType, Bytes: p.Whole}, storage.Picture{ContentType: "image/jpeg", Bytes: p.Thumbnail})
	case ctx.Err() != nil:
		return nil // the claim runs out
	case errors.Is(err, picture.ErrRefused) || job.Attempts+1 >= pictureTries:
		b.log.InfoContext(ctx, "picture given up", "media", job.ID, "error", err)
		return b.store.MediaFailed(ctx, job.ID)
	}
	return b.store.MediaLater(ctx, job.ID, b.clock().Add(jittered(doubled(pictureRetry, job.Attempts, pictureMost))))
}

// picture fetches one from its public address, or as its account where only that may (x-api §4).
func (b *Backend) picture(ctx context.Context, job storage.MediaJob) (picture.Picture, error) {
	s, ok := b.sources.of(job.AccountID)
	if !ok {
		return b.pictures.Fetch(ctx, job.URL)
	}
	if opener, ok := s.Channel.(channel.Opener); ok {
		r, err := opener.Open(ctx, job.URL)
		if err != nil {
			return picture.Picture{}, err
		}
		if r != nil {
			return b.pictures.FetchBy(r)
		}
	}
	return b.pictures.Fetch(ctx, job.URL)
}
