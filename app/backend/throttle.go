package backend

import (
	"context"
	"time"

	"sociomedio/app/backend/storage"
)

// throttle slows down and for a time locks whoever gives wrong passwords, by key (a user name, an address). It treats user
// names that exist and names that don't alike, so that it doesn't tell them apart. All backends of a database count together.
type throttle struct {
	store *storage.Store
	by    string // storage.ByName or storage.ByAddress
	rule  throttleRule
	clock func() time.Time
}

// throttleRule is how patient a throttle is.
type throttleRule struct {
	free   int           // wrong passwords without a lock
	lock   time.Duration // the first lock; each further one doubles
	most   time.Duration // the longest lock
	forget time.Duration // after this long without a wrong password all is forgotten
}

// wait is how long of is still locked; 0 when it is not.
func (t *throttle) wait(ctx context.Context, of string) (time.Duration, error) {
	until, err := t.store.LockedUntil(ctx, t.by, of)
	if err != nil || until.IsZero() {
		return 0, err
	}
	return max(0, until.Sub(t.clock())), nil
}

// left is how many more wrong passwords there may be after so many before a lock, and how long that lock lasts: with none left, the
// one that has begun.
func (r throttleRule) left(failed int) (tries int, lock time.Duration) {
	return max(0, r.free-failed), doubled(r.lock, max(0, failed-r.free), r.most)
}

// fail notes a wrong password and gives how many in a row that makes, and how long of is locked now.
func (t *throttle) fail(ctx context.Context, of string) (failed int, locked time.Duration, err error) {
	failed, err = t.store.TryFailed(ctx, t.by, of, t.rule.forget, func(failed int) time.Duration {
		locked = 0
		if over := failed - t.rule.free; over >= 0 {
			locked = doubled(t.rule.lock, over, t.rule.most)
		}
		return locked
	})
	return failed, locked, err
}

// clear forgets of after a right password.
func (t *throttle) clear(ctx context.Context, of string) error {
	return t.store.ForgetTries(ctx, t.by, of)
}

// doubled is base doubled times times, at most most.
func doubled(base time.Duration, times int, most time.Duration) time.Duration {
	for range times {
		if base >= most {
			return most
		}
		base *= 2
	}
	return min(base, most)
}
